// A file is asked about twice: what it changed can be seen, filtered, exported and taken back.

import { alive, expect, test } from '../lib/test.js';
import { askedTwice, counted, exported, labels, list, prepared, sent, upload } from '../lib/batch.js';
import { demo, vague } from '../lib/texts.js';

/** The number a text begins with. */
const number = async (locator) => Number((await locator.textContent()).split(' ')[0].replace(',', ''));

/** Cells of an export, each line from its end; line breaks in texts are shorter ones. */
const lines = ({ buffer }) => buffer.toString().trim().split('\r\n').map((line) => line.split(',').toReversed());

test('the demo queue is asked about twice, and what changed is a filter', async ({ page }) => {
  await upload(page, demo());
  expect(await askedTwice(page)).toMatch(/^Finished: (\d+) of \1 unsure rows asked twice\.$/);
  await expect(page.locator('.second-pass')).toContainText(/used, .* saved against asking about every row/);
  const both = await labels(page);

  const chip = page.getByRole('link', { name: /labels? changed$/ });
  const changed = await number(chip);
  expect(changed).toBeGreaterThan(0);
  await chip.click();
  await expect(page).toHaveURL(/\?second=changed$/);
  await expect(counted(page)).toContainText(new RegExp(`^${changed} of `));
  await expect(list(page)).toHaveCount(changed);
  for (const row of await list(page).all()) {
    const mark = row.getByRole('img', { name: /^Asked twice: .* before, .* after\.$/ });
    const after = (await mark.getAttribute('aria-label')).match(/before, (.*) [\d.<>]+ after/)[1];
    expect(await row.locator('.label-name').textContent()).toBe(after);
  }
  expect(lines(await exported(page, 'CSV'))).toHaveLength(changed + 1);

  await page.getByRole('list', { name: 'Filters set' }).getByRole('link', { name: 'Label changed' }).click();
  await expect.poll(() => labels(page)).toEqual(both);
});

test('the first opinion alone can be looked at, exported and left again', async ({ page }) => {
  const id = await prepared(page, demo());
  const both = await labels(page);
  const asked = await number(page.getByRole('link', { name: /\d asked twice$/ }));
  const whole = lines(await exported(page, 'CSV'));
  expect(whole[0].slice(0, 5)).toEqual([
    'second_opinion_model',
    'second_opinion_confidence',
    'second_opinion_label',
    'first_confidence',
    'first_label',
  ]);
  expect(whole.slice(1).filter(([model]) => model !== '')).toHaveLength(asked);
  await page.locator('summary', { hasText: 'Export' }).click();

  await page.getByRole('link', { name: 'First opinion only' }).click();
  await expect(page).toHaveURL(`/batches/${id}?passes=first`);
  await expect.poll(() => labels(page)).not.toEqual(both);
  const alone = await (await page.request.get(`/api/v1/batches/${id}/summary?passes=first`)).json();
  expect((await labels(page)).Uncertain ?? 0).toBe(alone.uncertain);
  const first = lines(await exported(page, 'CSV'));
  expect(first.slice(1).filter(([model]) => model !== '')).toEqual([]);
  // The menu lies over what comes next.
  await page.locator('summary', { hasText: 'Export' }).click();

  await page.getByRole('link', { name: 'Both opinions' }).click();
  await expect(page).toHaveURL(`/batches/${id}`);
  await expect.poll(() => labels(page)).toEqual(both);
  expect(lines(await exported(page, 'CSV'))).toEqual(whole);
});

test('a row shows both opinions side by side, or the first alone', async ({ page }) => {
  await prepared(page, demo(), '?second=asked');
  const row = list(page).first();
  const label = await row.locator('.label-name').textContent();
  await row.getByRole('link').click();
  const panel = page.locator('.side-panel');
  await expect(panel.locator('.opinions li')).toHaveCount(2);
  await expect(panel.locator('.verdict .label-name')).toHaveText(label);
  await panel.getByRole('link', { name: 'Own page' }).click();
  await expect(page.locator('.opinions li')).toHaveCount(2);
  await expect(page.getByText(/^They (differ|agree)\./)).toBeVisible();

  await page.goto(`${page.url()}&passes=first`);
  await alive(page);
  await expect(page.locator('.opinions li')).toHaveCount(1);
});

test('it is stopped and goes on where it was', async ({ page }) => {
  // More than is asked about while a page loads.
  const id = await sent(page, vague(8000));
  await page.goto(`/batches/${id}`);
  await alive(page);
  const words = page.locator('.second-pass').getByRole('status');
  await expect(words).toHaveText(/^[1-9][\d,]* of 8,000 unsure rows asked twice\.$/);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(words).toHaveText(/^Stopped: [\d,]+ of 8,000 /);
  await alive(page);
  const asked = async () => Number((await words.textContent()).match(/[\d,]+/)[0].replaceAll(',', ''));
  const before = await asked();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect.poll(asked).toBeGreaterThan(before);
  await page.request.delete(`/api/v1/batches/${id}`);
});
