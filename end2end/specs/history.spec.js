// Back and forward, at moments when a hand is faster than the network.

import { alive, expect, test } from '../lib/test.js';
import { recorded } from '../lib/records.js';
import { RANSOMWARE } from '../lib/texts.js';

/** Loads the page again and holds its program back; gives what lets it through. */
async function reloadedButNotAlive(page) {
  let release;
  const held = new Promise((done) => (release = done));
  await page.route(/\/pkg\/.*\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.reload({ waitUntil: 'domcontentloaded' });
  return release;
}

test('going back before the page is alive shows the page gone back to', async ({ page }) => {
  await recorded(page, RANSOMWARE);
  const tabs = page.getByRole('navigation', { name: 'Views of the incident' });
  await tabs.getByRole('link', { name: 'Playbook' }).click();
  await expect(page.getByRole('heading', { name: 'Escalation' })).toBeVisible();

  const release = await reloadedButNotAlive(page);
  await page.evaluate(() => history.back());
  await expect(page).not.toHaveURL(/tab=/);
  release();
  await expect(page.getByRole('heading', { name: 'How sure' })).toBeVisible();
  await alive(page);
  await expect(page.getByRole('heading', { name: 'Escalation' })).toHaveCount(0);
  await tabs.getByRole('link', { name: 'Technical' }).click();
  await expect(page.getByRole('heading', { name: 'What answered' })).toBeVisible();
});

test('going back and forward again before the page is alive leaves it as it is', async ({ page }) => {
  await recorded(page, RANSOMWARE);
  await page.getByRole('link', { name: 'Playbook' }).click();
  await expect(page).toHaveURL(/tab=playbook/);
  const release = await reloadedButNotAlive(page);
  await page.evaluate(() => history.back());
  await expect(page).not.toHaveURL(/tab=/);
  await page.evaluate(() => history.forward());
  await expect(page).toHaveURL(/tab=playbook/);
  release();
  await alive(page);
  await expect(page.getByRole('heading', { name: 'Escalation' })).toBeVisible();
});
