// Rows told alike are found on a row's own page, with a script and without.

import { alive, expect, test } from '../lib/test.js';
import { sent } from '../lib/batch.js';
import { file } from '../lib/texts.js';

const told = (name, site) => `${name} got a mail from the parcel service and typed a password into ${site}.example`;
const FILE = file(
  'alike.csv',
  ['id,text', `a,${told('Maria Okafor', 'portal-verify')}`, `b,${told('Lena Brandt', 'track-login')}`,
    `c,${told('Maria Okafor', 'portal-verify')}`, 'd,The fire doors were painted green on Tuesday'].join('\n'),
);

/** Row, likeness and kind of each line. */
async function found(page) {
  const lines = page.getByRole('region', { name: 'Rows told alike' }).locator('tbody tr');
  await expect(lines).toHaveCount(3);
  return Promise.all((await lines.all()).map(async (line) => {
    const cells = await line.locator('td').allTextContents();
    return [Number(cells[0]), cells[1].replace(/[\d.−-]/g, '').trim()];
  }));
}

const EXPECTED = [[3, 'identical'], [2, 'near duplicate'], [4, '']];

test('rows told alike are found when asked for, and lead to their pages', async ({ page }) => {
  const id = await sent(page, FILE);
  await page.goto(`/batches/${id}/rows/1?threshold=0.60`);
  await alive(page);
  await page.getByRole('link', { name: 'Find rows told like this one' }).click();
  expect(await found(page)).toEqual(EXPECTED);
  await expect(page).toHaveURL(/\?threshold=0\.60&alike=1#alike$/);
  await page.reload();
  await alive(page);
  expect(await found(page)).toEqual(EXPECTED);
  await page.getByRole('region', { name: 'Rows told alike' }).getByRole('link').nth(1).click();
  await expect(page).toHaveURL(`/batches/${id}/rows/2?threshold=0.60`);
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });
  test('the same', async ({ page }) => {
    const id = await sent(page, FILE);
    await page.goto(`/batches/${id}/rows/1`);
    await page.getByRole('link', { name: 'Find rows told like this one' }).click();
    expect(await found(page)).toEqual(EXPECTED);
  });
});
