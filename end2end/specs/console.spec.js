// The fixture that watches pages: what it must hear, and that every page is silent.

import { expect, open, test } from '../lib/test.js';

const PAGES = ['/', '/?sample=1', '/bulk', '/about'];

for (const address of PAGES) {
  test(`${address} loads without a word of complaint`, async ({ page }) => {
    await open(page, address);
    await page.waitForLoadState('networkidle');
    await expect(page.locator('main')).toBeVisible();
  });
}

test('errors, exceptions, hydration and foreign hosts are heard', async ({ page, complaints }) => {
  await open(page, '/about');
  await page.evaluate(() => {
    console.error('a test error');
    console.log('a hydration mismatch');
    setTimeout(() => {
      throw new Error('a test exception');
    });
    fetch('http://foreign.example/').catch(() => {});
  });
  for (const heard of [/console error: a test error/, /hydration mismatch/, /exception: Error: a test exception/]) {
    complaints.allow(heard);
  }
  // The page's own policy refuses the request before it leaves, aloud.
  complaints.allow(/Content Security Policy|request to foreign\.example/);
  await page.waitForTimeout(200);
});

test('walking through the page by links stays silent', async ({ page }) => {
  await open(page, '/');
  for (const name of ['Bulk', 'About', 'Triage']) {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  }
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'About' })).toBeVisible();
});
