// A language model is asked about the rows of a file that are still unsure, at the press of a button.
// The server of the tests has a tiny model of random weights: what it says is nonsense, and judged.

import { alive, expect, test } from '../lib/test.js';
import { counted, exported, labels, list, prepared } from '../lib/batch.js';
import { demo, vague } from '../lib/texts.js';

const pass = (page) => page.locator('.third-pass');
const words = (page) => pass(page).getByRole('status');
const number = (text) => Number(text.match(/[\d,]+/)[0].replaceAll(',', ''));

/** Waits until it is over; gives the sentence that says how it ended. */
async function over(page) {
  await expect(words(page)).toHaveText(/^(Finished|Stopped|The time|It failed)/, { timeout: 40_000 });
  return words(page).textContent();
}

test('it is started, told, filtered and looked past, and the labels stay', async ({ page }) => {
  const id = await prepared(page, demo());
  const before = await labels(page);
  const left = number(await words(page).textContent());
  expect(left).toBeGreaterThan(0);
  await expect(pass(page)).toContainText('runs on this machine, and nothing is sent anywhere');
  await expect(pass(page)).toContainText(`at most ${left} different text`);
  await expect(page.getByRole('combobox', { name: 'Language model' })).toHaveCount(0);

  await page.getByRole('button', { name: 'Ask the language model' }).click();
  expect(await over(page)).toMatch(new RegExp(`^Finished: asked about ${left} of ${left} row`));
  await alive(page);
  await expect(page.locator('.passes .pass-head').first()).toContainText(`${left} of the language model, 0 left`);
  await expect(pass(page)).toContainText(/used, .* saved against asking about every row/);
  expect(await labels(page)).toEqual(before);

  const chips = pass(page).getByRole('list', { name: 'Filter by what the language model said' }).getByRole('link');
  const said = await chips.allTextContents();
  expect(said.slice(0, 4).map(number).reduce((a, b) => a + b)).toBe(left);
  expect(said[4]).toBe('0 labels changed by it');
  const most = said.slice(0, 4).map(number);
  const at = most.indexOf(Math.max(...most));
  await chips.nth(at).click();
  await expect(page).toHaveURL(/[?&]third=/);
  await expect(counted(page)).toHaveText(new RegExp(`^${most[at]} of `));
  await expect(list(page)).toHaveCount(most[at]);
  await expect(list(page).first().getByRole('img', { name: /^The language model / })).toHaveText(/^LM[=≠?!]$/);
  await page.getByRole('combobox', { name: 'Language model' }).selectOption('changed');
  await expect(page).toHaveURL(/third=changed/);
  await expect(counted(page)).toHaveText(/^0 of /);

  await page.goto(`/batches/${id}`);
  await alive(page);
  const whole = (await exported(page, 'CSV')).buffer.toString();
  expect(whole.split('\r\n')[0]).toMatch(/,llm_second_opinion_failed_checks$/);
  await page.locator('summary', { hasText: 'Export' }).click();
  await page.getByRole('link', { name: 'Without the language model' }).click();
  await expect(page).toHaveURL(`/batches/${id}?passes=second`);
  expect((await exported(page, 'CSV')).buffer.toString()).not.toContain('llm_second_opinion');
});

test('a row tells what was said, and leads to the reasons', async ({ page }) => {
  const id = await prepared(page, demo());
  await page.getByRole('button', { name: 'Ask the language model' }).click();
  await over(page);
  await page.goto(`/batches/${id}?third=asked`);
  await alive(page);
  await list(page).first().getByRole('link').click();
  const panel = page.locator('.side-panel');
  await expect(panel.locator('.opinions li')).toHaveCount(3);
  await expect(panel.getByRole('heading', { name: 'What the language model says' })).toBeVisible();
  await panel.getByRole('link', { name: 'Own page' }).click();
  await expect(page.locator('.opinions li')).toHaveCount(3);
  await expect(page.getByText(/^The language model .*The decision stays/)).toBeVisible();
  await page.getByRole('button', { name: 'Ask the language model' }).click();
  await expect(page).toHaveURL(/\/opinions\/[0-9a-f]{16}$/);
  await alive(page);
  await page.getByRole('button', { name: /^Ask( again)?$/ }).click();
  await expect(page.getByRole('region', { name: 'What the language model says' })).toBeVisible({ timeout: 40_000 });
});

test('it is stopped and goes on where it was', async ({ page }) => {
  const id = await prepared(page, vague(800));
  await page.getByRole('button', { name: 'Ask the language model' }).click();
  await alive(page);
  await expect(words(page)).toHaveText(/^Is being asked: asked about [1-9]/, { timeout: 40_000 });
  await page.getByRole('button', { name: 'Stop the language model' }).click();
  await expect(words(page)).toHaveText(/^Stopped: /);
  await alive(page);
  const before = number(await words(page).textContent());
  await page.getByRole('button', { name: 'Ask about more' }).click();
  await expect.poll(async () => number(await words(page).textContent())).toBeGreaterThan(before);
  await page.request.delete(`/api/v1/batches/${id}`);
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('the forms do the same', async ({ page }) => {
    const answer = await page.request.post('/api/v1/batches?filename=demo.csv', { data: demo().buffer });
    const { id } = await answer.json();
    const state = (name) => async () => (await (await page.request.get(`/api/v1/batches/${id}`)).json())[name].state;
    await expect.poll(state('second_pass'), { timeout: 30_000 }).toBe('finished');
    await page.goto(`/batches/${id}`);
    await page.getByRole('button', { name: 'Ask the language model' }).click();
    await expect(page).toHaveURL(`/batches/${id}`);
    await expect.poll(state('third_pass'), { timeout: 40_000 }).toBe('finished');
    await page.goto(`/batches/${id}?third=asked`);
    await expect(words(page)).toHaveText(/^Finished: /);
    await expect(page.getByRole('combobox', { name: 'Language model' })).toHaveValue('asked');
    await list(page).first().getByRole('link').click();
    await page.getByRole('button', { name: 'Ask the language model' }).click();
    await expect(page).toHaveURL(/\/opinions\//);
  });
});
