// A file: sent, triaged, narrowed, exported, and its export sent again.

import { alive, expect, test } from '../lib/test.js';
import { counted, exported, labels, list, prepared, upload } from '../lib/batch.js';
import { rest, slide } from '../lib/records.js';
import { demo, rows } from '../lib/texts.js';

test('the demo queue goes from file to export and back', async ({ page }) => {
  await upload(page, demo());
  const before = await labels(page);
  const total = Object.values(before).reduce((sum, rows) => sum + rows, 0);
  await expect(counted(page)).toHaveText(`${total} rows`);
  expect(total).toBeGreaterThan(50);

  const csv = await exported(page, 'CSV');
  expect(csv.name).toBe('demo-incidents-triage.csv');
  await upload(page, { ...csv, mimeType: 'text/csv' });
  expect(await labels(page)).toEqual(before);
});

test('JSON exports parse and hold every row', async ({ page }) => {
  await prepared(page, demo());
  const total = Number((await counted(page).textContent()).split(' ')[0]);
  const all = JSON.parse((await exported(page, 'JSON')).buffer);
  expect(all).toHaveLength(total);
  expect(all.map(({ row }) => row)).toEqual([...all.keys()].map((at) => at + 1));
  const lines = (await exported(page, 'JSON lines')).buffer.toString().trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).id)).toEqual(all.map(({ id }) => id));
});

test('a label narrows rows, numbers, address and exports', async ({ page }) => {
  const id = await prepared(page, demo());
  const mix = await labels(page);
  const name = Object.keys(mix).find((name) => name !== 'Uncertain');
  await page.getByRole('combobox', { name: 'Label' }).selectOption({ label: name });
  await expect(page).toHaveURL(new RegExp(`/batches/${id}\\?label=`));
  await expect(counted(page)).toContainText(new RegExp(`^${mix[name]} of `));
  await expect(list(page)).toHaveCount(mix[name]);
  for (const text of await list(page).locator('.label-name').allTextContents()) expect(text).toBe(name);
  await expect.poll(() => labels(page)).toEqual({ [name]: mix[name] });
  expect(JSON.parse((await exported(page, 'JSON')).buffer)).toHaveLength(mix[name]);

  await page.reload();
  await expect(list(page)).toHaveCount(mix[name]);
  await page.getByRole('list', { name: 'Filters set' }).getByRole('link', { name }).click();
  await expect(page).toHaveURL(`/batches/${id}`);
});

test('a word narrows rows, and one that is nowhere says so', async ({ page }) => {
  await prepared(page, demo());
  const field = page.getByRole('searchbox', { name: 'Text or row id' });
  await field.fill('nwlck');
  await field.press('Enter');
  await expect(page).toHaveURL(/\?text=nwlck$/);
  await expect(counted(page)).toHaveText(/^\d of /);
  await field.fill('nowhere at all');
  await field.press('Enter');
  await expect(page.getByText('No row matches.')).toBeVisible();
});

test('columns sort both ways', async ({ page }) => {
  await prepared(page, demo());
  const risks = async () => (await list(page).locator('td.number:nth-of-type(5)').allTextContents()).map(Number);
  const sort = page.locator('a.sort', { hasText: 'Risk' });
  for (const [order, compare] of [
    ['descending', (a, b) => b - a],
    ['ascending', (a, b) => a - b],
  ]) {
    await sort.click();
    await expect(page.locator(`th[aria-sort=${order}]`)).toHaveText('Risk');
    await expect.poll(async () => {
      const found = await risks();
      return found.length > 0 && found.join() === found.toSorted(compare).join();
    }).toBe(true);
  }
});

test('pages lead on and back', async ({ page }) => {
  await prepared(page, rows(120));
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await expect(pages).toContainText('1–50 of 120');
  await pages.getByRole('link', { name: 'Next' }).click();
  await expect(pages).toContainText('51–100 of 120');
  await expect(list(page).first().locator('td').first()).toHaveText('51');
  await pages.getByRole('link', { name: 'Next' }).click();
  await expect(list(page)).toHaveCount(20);
  await page.goBack();
  await expect(pages).toContainText('51–100 of 120');
  await expect(list(page).first().locator('td').first()).toHaveText('51');
});

test('a row opens beside the list, steps on by keys, and Back closes it', async ({ page }) => {
  const id = await prepared(page, demo(), '?sort=risk&descending=true');
  const [first, second] = [list(page).nth(0), list(page).nth(1)];
  const panel = page.locator('.side-panel');
  await first.getByRole('link').click();
  await expect(page).toHaveURL(/\?sort=risk&descending=true&open=\d+$/);
  await expect(panel.locator('.verdict .label-name')).toHaveText(await first.locator('.label-name').textContent());
  await expect(panel).toBeFocused();
  await expect(list(page)).not.toHaveCount(0);

  await panel.getByRole('link', { name: 'Threat intel' }).click();
  await expect(panel.getByRole('heading', { name: 'Entities' })).toBeVisible();
  await page.keyboard.press('j');
  const number = await second.locator('td').first().textContent();
  await expect(panel.getByRole('heading', { level: 2, name: new RegExp(`^Row ${number}\\b`) })).toBeVisible();
  await expect(panel.getByRole('heading', { name: 'Entities' })).toBeVisible();
  await expect(second).toHaveClass(/row-open/);
  const shown = await panel.innerText();
  await page.reload();
  await expect(panel).toBeVisible();
  expect(await panel.innerText()).toBe(shown);

  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await expect(page).toHaveURL(`/batches/${id}?sort=risk&descending=true`);
  await expect(second.getByRole('link')).toBeFocused();
  await page.goBack();
  await expect(panel).toBeVisible();
});

test('in the panel the threshold of the list rules', async ({ page }) => {
  await prepared(page, demo());
  await list(page).first().getByRole('link').click();
  const panel = page.locator('.side-panel');
  await expect(panel.locator('.verdict')).toBeVisible();
  await expect(page.getByRole('slider')).toHaveCount(1);
  await slide(page, 1);
  await rest(page);
  await expect(page).toHaveURL(/threshold=1\.00&open=/);
  await expect(panel.locator('.verdict .label-name')).toHaveText('Uncertain');
});

test('a row has a page of its own that leads back to the same list', async ({ page }) => {
  const id = await prepared(page, demo(), '?sort=risk&descending=true');
  const row = list(page).first();
  const label = await row.locator('.label-name').textContent();
  await row.getByRole('link').click();
  await page.getByRole('link', { name: 'Own page' }).click();
  await expect(page).toHaveURL(/\/rows\/\d+\?sort=risk&descending=true$/);
  await expect(page.locator('.verdict .label-name')).toHaveText(label);
  await page.getByRole('link', { name: 'Results' }).click();
  await expect(page).toHaveURL(`/batches/${id}?sort=risk&descending=true`);
});

test('the threshold moves every number, and the address follows', async ({ page }) => {
  await prepared(page, demo());
  const before = await labels(page);
  await slide(page, 1);
  await expect.poll(async () => (await labels(page)).Uncertain).toBeGreaterThan(before.Uncertain ?? 0);
  await rest(page);
  await expect(page).toHaveURL(/\?threshold=1\.00$/);
  await page.getByRole('link', { name: 'Default', exact: true }).click();
  await expect.poll(() => labels(page)).toEqual(before);
});

test('a bar of the chart leads to its rows', async ({ page }) => {
  await prepared(page, demo());
  const mix = await labels(page);
  const bar = page.locator('.overview figure').first().locator('svg:visible a').first();
  await bar.click();
  await expect(page).toHaveURL(/\?label=/);
  await expect(list(page)).toHaveCount(Math.max(...Object.values(mix)));
});

test('a batch is listed, gone when deleted, and back when that is undone', async ({ page, complaints }) => {
  const id = await prepared(page, rows(3));
  await page.getByRole('link', { name: 'Bulk' }).first().click();
  const entry = page.locator(`a[href="/batches/${id}"]`);
  await entry.click();
  const remove = async () => {
    await page.locator('summary', { hasText: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete this batch' }).click();
    await expect(page).toHaveURL(`/bulk?deleted=${id}`);
    await expect(entry).toHaveCount(0);
  };
  await remove();
  await expect(page.locator('.toast')).toContainText('rows-3.csv is deleted.');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page).toHaveURL(`/batches/${id}`);
  await expect(list(page)).toHaveCount(3);

  await alive(page);
  await remove();
  await alive(page);
  await page.getByRole('link', { name: 'Dismiss' }).click();
  await expect(page.locator('.toast')).toHaveCount(0);
  complaints.allow(/404/);
  await page.goto(`/batches/${id}`);
  await expect(page.getByRole('heading', { name: 'There is no batch at this address' })).toBeVisible();
});

test('charts leave as pictures and as numbers', async ({ page }) => {
  await prepared(page, demo());
  const mix = await labels(page);
  const saved = async (kind) => {
    const button = page.getByRole('button', { name: `Save “Rows by label” as ${kind}` });
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    const pieces = [];
    for await (const piece of await download.createReadStream()) pieces.push(piece);
    expect(download.suggestedFilename()).toBe(`rows-by-label.${kind.toLowerCase()}`);
    return Buffer.concat(pieces);
  };
  const lines = (await saved('CSV')).toString().trim().split('\r\n');
  expect(lines[0]).toBe('Label,Rows,Share');
  expect(Object.fromEntries(lines.slice(1).map((line) => line.split(',')).map(([name, count]) => [name, Number(count)]))).toEqual(mix);

  const svg = (await saved('SVG')).toString();
  expect(svg).toContain('Rows by label');
  for (const name of Object.keys(mix)) expect(svg).toContain(name);
  expect(svg).not.toMatch(/href|class=|<script/);
  // It stands alone: drawn by itself it is not blank, and its bars have the page's colours.
  const bar = await page.locator('.overview svg:visible .mark-label').first().evaluate((mark) => getComputedStyle(mark).fill);
  expect(svg).toContain(`fill="${bar}"`);

  const png = await saved('PNG');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  const width = Number(svg.match(/ width="(\d+)" height="\d+"/)?.[1] ?? svg.match(/width="(\d+)"/)[1]);
  expect(png.readUInt32BE(16)).toBe(2 * width);
});
