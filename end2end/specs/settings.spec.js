// A language model is chosen in the page, tested, asked and switched off, on a server of the test's own
// that was started with none.

import { alive, expect, open, test as base } from '../lib/test.js';
import { Endpoint, serving } from '../lib/own.js';
import { recorded } from '../lib/records.js';
import { RANSOMWARE } from '../lib/texts.js';

const SAID = { label: 'malware', mitre_ids: ['T1486'], rationale: 'Files were encrypted on a file server.' };
const TOKEN = 'typed-t0ken';

const test = base.extend({
  // eslint-disable-next-line no-empty-pattern
  baseURL: async ({}, use) => serving(use),
  // eslint-disable-next-line no-empty-pattern
  endpoint: async ({}, use) => {
    const endpoint = await Endpoint.open('m-1', SAID);
    await use(endpoint);
    await endpoint.close();
  },
});

const on = (page) => page.locator('main .panel').first();
const choose = (page) => page.getByRole('button', { name: 'Use this' }).click();

/** Chooses the endpoint by hand, with a token. */
async function chosen(page, endpoint) {
  await page.getByRole('radio', { name: /^An endpoint\./ }).check();
  await page.getByRole('combobox', { name: 'Where' }).selectOption({ label: 'Another address' });
  await page.getByRole('textbox', { name: 'Address' }).fill(endpoint.address);
  await page.getByRole('textbox', { name: /^Model/ }).fill('m-1');
  await page.getByLabel(/^Token/).fill(TOKEN);
  await expect(page.getByRole('checkbox', { name: /^Replace accounts/ })).toBeChecked();
  await choose(page);
  await expect(on(page)).toContainText(`The text goes to ${endpoint.address}`);
}

test('an endpoint is chosen, tested, asked and switched off', async ({ page, endpoint }) => {
  await open(page, '/language');
  await expect(on(page)).toContainText('None is on');
  await expect(page.getByRole('button', { name: 'Test it now' })).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: 'Address' })).toBeHidden();
  await chosen(page, endpoint);
  await alive(page);
  await expect(on(page)).toContainText('sent the token that was given with it');
  expect(await page.content()).not.toContain(TOKEN);
  await expect(page.getByLabel(/^Token/)).toHaveValue('');
  expect(endpoint.asked).toEqual([]);

  await page.getByRole('button', { name: 'Test it now' }).click();
  await expect(page.locator('#test .facts')).toContainText('Takes a JSON schema');
  await expect(page).toHaveURL('/language');
  expect(endpoint.asked.every(({ token }) => token === `Bearer ${TOKEN}`)).toBe(true);
  await page.reload();
  await expect(page.locator('#test')).toContainText('It worked');

  await recorded(page, RANSOMWARE);
  const id = new URL(page.url()).pathname.split('/').at(-1);
  await open(page, `/opinions/${id}`);
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(page.getByText(SAID.rationale)).toBeVisible();
  expect(endpoint.asked.at(-1).body).not.toContain('198.51.100.7');

  await open(page, '/language');
  await page.getByRole('radio', { name: /^None\./ }).check();
  await choose(page);
  await expect(on(page)).toContainText('None is on');
  await open(page, `/opinions/${id}`);
  await expect(page.getByText('There is no language model here.')).toBeVisible();
  await expect(page.getByText(SAID.rationale)).toBeVisible();
});

test('a page that shows another model than the one that is on asks nobody', async ({ page, endpoint, complaints }) => {
  complaints.allow(/status of 409/);
  await open(page, '/language');
  await chosen(page, endpoint);
  await recorded(page, RANSOMWARE);
  await open(page, `/opinions/${new URL(page.url()).pathname.split('/').at(-1)}`);
  const other = { choice: 'endpoint', address: endpoint.address, model: 'm-2' };
  expect((await page.request.post('/api/v1/language', { data: other })).status()).toBe(200);
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('It was exchanged since this page was drawn.');
  expect(endpoint.asked).toEqual([]);
});

test('what cannot be used is said', async ({ page, complaints }) => {
  complaints.allow(/status of 422/);
  await open(page, '/language');
  await page.getByRole('radio', { name: /^An endpoint\./ }).check();
  await choose(page);
  await expect(page.getByText('no model is named')).toBeVisible();
  await page.goBack();
  await expect(on(page)).toContainText('None is on');
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('the forms do the same', async ({ page, endpoint }) => {
    await page.goto('/language');
    await chosen(page, endpoint);
    await page.getByRole('button', { name: 'Test it now' }).click();
    await expect(page).toHaveURL('/language#test');
    await expect(page.locator('#test .facts')).toContainText('Takes a JSON schema');
  });
});
