// Without JavaScript the same work is done by plain forms and links.

import { expect, test } from '../lib/test.js';
import { sent } from '../lib/batch.js';
import { demo, RANSOMWARE } from '../lib/texts.js';

test.use({ javaScriptEnabled: false });

test('an incident is analysed by its form, and its page is readable', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('textbox', { name: 'Describe what happened' }).fill(RANSOMWARE);
  await page.getByRole('button', { name: 'Analyse' }).click();
  await expect(page).toHaveURL(/\/incidents\//);
  await expect(page.locator('.verdict .label-name')).toHaveText('Malware');
  await expect(page.getByRole('heading', { name: 'Why' })).toBeVisible();

  await page.getByRole('link', { name: 'Threat intel' }).click();
  await expect(page.getByText('hxxp://198[.]51[.]100[.]7/gate.php').first()).toBeVisible();
  await page.getByRole('link', { name: 'SOC hard' }).click();
  await expect(page).toHaveURL(/tab=intel&mode=soc-hard/);
  await expect(page.getByRole('link', { name: 'SOC hard' })).toHaveAttribute('aria-current', 'true');
  await expect(page.getByRole('button', { name: 'Apply' })).toBeVisible();
});

test('a sample and an empty text are handled by the form alone', async ({ page, complaints }) => {
  complaints.allow(/status of 422/);
  await page.goto('/');
  await page.getByRole('link', { name: 'Not an incident at all' }).first().click();
  await expect(page.getByRole('textbox', { name: 'Describe what happened' })).toHaveValue(/Melt the butter/);
  await page.getByRole('textbox', { name: 'Describe what happened' }).fill('   ');
  await page.getByRole('button', { name: 'Analyse' }).click();
  await expect(page.getByText('The text is empty. Describe what happened.')).toBeVisible();
});

test('a file is sent by its form, and its rows can be filtered', async ({ page }) => {
  await page.goto('/bulk');
  await page.locator('#file').setInputFiles(demo());
  await page.getByRole('button', { name: 'Triage the file' }).click();
  await expect(page).toHaveURL(/\/batches\/[0-9a-f]{16}$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('demo-incidents.csv');
  await page.getByRole('combobox', { name: 'Label' }).selectOption('uncertain');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page).toHaveURL(/label=uncertain/);
  await expect(page.locator('#rows-title')).toHaveText(/^\d+ of \d+ rows$/);
  await page.locator('.table-rows').getByRole('link', { name: 'Risk' }).click();
  await expect(page.locator('th[aria-sort]')).toHaveText('Risk');
});

test('what a second opinion changed is filtered and taken back by links', async ({ page }) => {
  const id = await sent(page, demo());
  const state = async () => (await (await page.request.get(`/api/v1/batches/${id}`)).json()).second_pass.state;
  await expect.poll(state, { timeout: 30_000 }).toBe('finished');
  await page.goto(`/batches/${id}`);
  await page.getByRole('link', { name: /labels? changed$/ }).click();
  await expect(page).toHaveURL(/second=changed$/);
  await page.getByRole('link', { name: 'First opinion only' }).click();
  await expect(page).toHaveURL(/second=changed&passes=first$/);
  await expect(page.getByRole('combobox', { name: 'Second opinion' })).toHaveValue('changed');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page).toHaveURL(/passes=first/);
});

test('what only a script can do is not offered', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: /Theme|Keyboard/ })).toHaveCount(0);
  await expect(page.getByRole('checkbox', { name: 'Show why' })).toBeHidden();
});
