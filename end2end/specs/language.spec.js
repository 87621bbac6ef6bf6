// A language model is asked about an incident, at the press of a button and at no other time. The
// server of the tests has a tiny model of random weights: what it says is nonsense, and judged.

import { alive, expect, open, test } from '../lib/test.js';
import { asked, recorded, verdict } from '../lib/records.js';
import { RANSOMWARE } from '../lib/texts.js';

const ASK = { name: /^Ask( again)?$/ };
const said = (page) => page.getByRole('region', { name: 'What the language model says' });

test('its words come in, and the decision stays', async ({ page }) => {
  await recorded(page, `${RANSOMWARE} Asked about.`);
  const label = await verdict(page).label.textContent();
  const id = new URL(page.url()).pathname.split('/').at(-1);
  await open(page, '/language');
  await page.locator(`a[href="/opinions/${id}"]`).click();
  await expect(page.getByText(/runs on this machine\. Nothing is sent anywhere\./)).toBeVisible();
  await expect(said(page)).toHaveCount(0);

  await page.getByRole('button', ASK).click();
  await expect(page.locator('.rationale-raw')).toBeVisible({ timeout: 40_000 });
  await expect(page.getByText('Nothing of this has been checked yet.')).toBeVisible();
  await expect(said(page)).toBeVisible({ timeout: 40_000 });
  await expect(page.locator('.rationale-raw')).toHaveCount(0);
  await expect(page.locator('.opinions li').last()).toContainText(/language model/i);
  await expect(page.getByText(/^They (agree|disagree)|^All \d agree/)).toContainText(`The decision is ${label}`);

  const before = await said(page).innerText();
  await page.reload();
  await alive(page);
  expect(await said(page).innerText()).toBe(before);
  await page.locator('.top-bar-back').click();
  await expect(verdict(page).label).toHaveText(label);
  await expect(page.locator('.opinions li').last()).toContainText('Llm', { ignoreCase: true });
});

test('it is stopped, and nothing is kept', async ({ page }) => {
  await recorded(page, `${RANSOMWARE} Stopped.`);
  const id = new URL(page.url()).pathname.split('/').at(-1);
  await open(page, `/opinions/${id}`);
  await page.getByRole('button', ASK).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('status')).toHaveText('Stopped. Nothing was kept.');
  await expect(page.getByRole('button', ASK)).toBeEnabled();
  expect((await page.request.get(`/api/v1/incidents/${id}/language-opinion`)).status()).toBe(404);
});

test('a test says what works, and how to add a model is there', async ({ page }) => {
  await open(page, '/about');
  await page.getByRole('link', { name: 'language model' }).click();
  await page.getByRole('button', { name: 'Test it now' }).click();
  await expect(page).toHaveURL('/language#test', { timeout: 40_000 });
  const facts = page.locator('#test .facts');
  await expect(facts).toContainText('Architecture');
  await expect(facts).toContainText('Computes on');
  await expect(page.getByText('cargo xtask model fetch qwen2.5-1.5b')).toBeVisible();
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('the form waits for the whole answer', async ({ page }) => {
    const id = await asked(page, `${RANSOMWARE} By its form.`, false);
    await page.goto(`/opinions/${id}`);
    await page.getByRole('button', ASK).click();
    await expect(said(page)).toBeVisible({ timeout: 40_000 });
    await expect(page).toHaveURL(`/opinions/${id}`);
    await expect(said(page).getByText(/^tiny|tiny/i).first()).toBeVisible();
  });
});
