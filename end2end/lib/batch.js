// What specs do with batches, as a reader would.

import { alive, expect, open } from './test.js';

/** Picks a file, sends it, and waits until all of it is triaged and nothing changes any more. */
export async function upload(page, file) {
  await open(page, '/bulk');
  await page.locator('#file').setInputFiles(file);
  await page.getByRole('button', { name: 'Triage the file' }).click();
  await expect(page).toHaveURL(/\/batches\/[0-9a-f]{16}$/);
  await finished(page);
  await askedTwice(page);
}

/** Waits until the second pass is over; gives the sentence that says how it ended. */
export async function askedTwice(page) {
  const words = page.locator('.second-pass').getByRole('status');
  await expect(words).toHaveText(/^(Finished|Stopped|The |No row)/, { timeout: 30_000 });
  return words.textContent();
}

/** Waits for the line that says how long it took. */
export async function finished(page) {
  await expect(page.locator('.progress-line').getByRole('status')).toHaveText(/rows? in .*rows\/s/);
}

/** Sends a file past the page and waits until nothing changes any more, for tests that are about
 *  something else. Leads to its page. */
export async function prepared(page, file, query = '') {
  const id = await sent(page, file);
  const state = async () => (await (await page.request.get(`/api/v1/batches/${id}`)).json()).second_pass.state;
  await expect.poll(state, { timeout: 30_000 }).not.toMatch(/waiting|running/);
  await page.goto(`/batches/${id}${query}`);
  await alive(page);
  return id;
}

/** Has the language model asked about a batch past the page, and waits until it is over. */
export async function told(page, id) {
  await page.request.post(`/api/v1/batches/${id}/third-pass`, { data: { action: 'start' } });
  const state = async () => (await (await page.request.get(`/api/v1/batches/${id}`)).json()).third_pass.state;
  await expect.poll(state, { timeout: 40_000 }).not.toMatch(/waiting|running/);
}

/** Sends a file past the page; gives its id as soon as it is triaged. */
export async function sent(page, file) {
  const answer = await page.request.post(`/api/v1/batches?filename=${file.name}`, { data: file.buffer });
  expect(answer.status()).toBe(201);
  return (await answer.json()).id;
}

/** Rows by label as the page's table of numbers says, over the rows that match. */
export async function labels(page) {
  const table = page.getByRole('table', { name: 'Rows by label', includeHidden: true });
  const rows = table.locator('tbody tr');
  await expect(rows.first()).toBeAttached();
  return Object.fromEntries(
    await rows.evaluateAll((rows) => rows.map((row) => [row.cells[0].textContent, Number(row.cells[1].textContent.replace(',', ''))])),
  );
}

/** Number of rows the list says it has. */
export function counted(page) {
  return page.locator('#rows-title');
}

/** The rows of the list. */
export function list(page) {
  return page.getByRole('table', { name: 'Rows that match' }).locator('tbody tr');
}

/** Saves an export as its link does; gives its name and bytes. */
export async function exported(page, name) {
  const link = page.getByRole('link', { name, exact: true });
  if (!(await link.isVisible())) await page.locator('summary', { hasText: 'Export' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const pieces = [];
  for await (const piece of await download.createReadStream()) pieces.push(piece);
  return { name: download.suggestedFilename(), buffer: Buffer.concat(pieces) };
}
