// What is not there, and what happens when the server goes away.

import { alive, expect, test } from '../lib/test.js';
import { upload } from '../lib/batch.js';
import { Gate } from '../lib/gate.js';
import { RANSOMWARE, rows } from '../lib/texts.js';

for (const [address, words] of [
  ['/incidents/ffffffffffffffff', 'There is no incident at this address'],
  ['/incidents/%3Cscript%3E', 'There is no incident at this address'],
  ['/batches/ffffffffffffffff', 'There is no batch at this address'],
  ['/batches/ffffffffffffffff/rows/1', 'There is no such row'],
  ['/nothing/here', 'There is no page at this address'],
]) {
  test(`${address} says that nothing is there`, async ({ page, complaints }) => {
    complaints.allow(/status of 404/);
    const response = await page.goto(address);
    expect(response.status()).toBe(404);
    await alive(page);
    await expect(page.getByRole('heading', { name: words })).toBeVisible();
    await page.getByRole('link', { name: 'Triage an incident' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Triage' })).toBeVisible();
  });
}

test('a blank text is refused in words', async ({ page, complaints }) => {
  complaints.allow(/status of 422/);
  await page.goto('/');
  await alive(page);
  await page.getByRole('textbox', { name: 'Describe what happened' }).fill('  \n ');
  await page.getByRole('button', { name: 'Analyse' }).click();
  await expect(page.getByText('The text is empty. Describe what happened.')).toBeVisible();
});

test('a text over the limit is refused with the limit', async ({ page, complaints }) => {
  complaints.allow(/status of 413/);
  await page.goto('/');
  await alive(page);
  const field = page.getByRole('textbox', { name: 'Describe what happened' });
  await field.fill('phishing '.repeat(32 * 1024));
  await page.getByRole('button', { name: 'Analyse' }).click();
  await expect(page.getByText(/larger than the limit of 256 KB/)).toBeVisible();
});

test.describe('with the server gone', () => {
  let gate;
  test.use({ baseURL: async ({ baseURL }, use) => {
    gate = await Gate.open(baseURL);
    await use(gate.address);
    await gate.close();
  } });

  test('typing still works once the page is there', async ({ page }) => {
    await page.goto('/');
    await alive(page);
    const field = page.getByRole('textbox', { name: 'Describe what happened' });
    await field.fill(RANSOMWARE);
    await expect(page.locator('.verdict .label-name')).toHaveText('Malware');
    // Letters come when they are first needed; they are here now.
    await page.evaluate(() => document.fonts.ready);
    await gate.close();
    await field.fill('A phishing mail with a link to a fake sign-in page asked for the password');
    await expect(page.locator('.verdict .label-name')).toHaveText('Phishing');
  });

  test('an analysis that cannot be sent keeps the text and says why', async ({ page, complaints }) => {
    await page.goto('/');
    await alive(page);
    const field = page.getByRole('textbox', { name: 'Describe what happened' });
    await field.fill(RANSOMWARE);
    await expect(page.locator('.verdict')).toBeVisible();
    await page.waitForLoadState('networkidle');
    await gate.close();
    complaints.allow(/ERR_CONNECTION_REFUSED/);
    await page.getByRole('button', { name: 'Analyse' }).click();
    await expect(page.getByRole('alert')).toContainText('The server did not answer. The text is still here');
    await expect(field).toHaveValue(RANSOMWARE);
    await gate.reopen();
    await page.getByRole('button', { name: 'Analyse' }).click();
    await expect(page).toHaveURL(/\/incidents\//);
  });

  test('results say that they are old, and come back by themselves', async ({ page, complaints }) => {
    await upload(page, rows(60));
    await page.waitForLoadState('networkidle');
    await gate.close();
    complaints.allow(/ERR_CONNECTION_REFUSED/);
    await page.getByRole('link', { name: 'Next' }).click();
    const notice = page.getByRole('alert').filter({ hasText: 'The server does not answer' });
    await expect(notice).toBeVisible();
    await expect(page.locator('#rows-title')).toHaveText('60 rows');
    await gate.reopen();
    await expect(notice).toBeHidden();
    await expect(page.getByRole('navigation', { name: 'Pages' })).toContainText('51–60 of 60');
  });

  test('a file cannot be looked at, and the page says why', async ({ page, complaints }) => {
    await page.goto('/bulk');
    await alive(page);
    await page.waitForLoadState('networkidle');
    await gate.close();
    complaints.allow(/ERR_CONNECTION_REFUSED/);
    await page.locator('#file').setInputFiles(rows(2));
    await expect(page.getByRole('alert')).toContainText('The server did not answer.');
  });
});
