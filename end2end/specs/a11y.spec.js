// Everybody can use it: axe on every page and state in both themes, and the keyboard alone.

import AxeBuilder from '@axe-core/playwright';

import { alive, expect, open, test } from '../lib/test.js';
import { PAGES } from '../lib/pages.js';
import { RANSOMWARE } from '../lib/texts.js';

for (const [name, visit] of Object.entries(PAGES)) {
  test(`${name} has no serious barrier`, async ({ page, complaints }) => {
    test.slow();
    await visit(page, complaints);
    expect(await barriers(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await settled(page);
    expect(await barriers(page, 'color-contrast'), 'dark').toEqual([]);
  });
}

/** Waits until colours have stopped changing. */
function settled(page) {
  return page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  });
}

/** What axe finds that shuts somebody out: by all its rules, or by one. */
async function barriers(page, rule) {
  // Pages have no frames, so axe needs no second page to gather what it found.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  const { violations } = await (rule ? axe.withRules(rule) : axe).analyze();
  return violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(' ')}`));
}

/** The name of what has the focus, and whether one sees that it has. */
function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    const ring = (element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
    };
    // A field may leave its ring to the frame around it.
    const shown = ring(element) || ring(element.parentElement);
    const name = element.ariaLabel ?? element.labels?.[0]?.textContent ?? element.textContent;
    return `${name.trim()}${shown ? '' : ' (focus not visible)'}`;
  });
}

test('Tab walks in the order one reads, and shows where it is', async ({ page }) => {
  await open(page, '/');
  const walked = [];
  for (let step = 0; step < 14; step += 1) {
    await page.keyboard.press('Tab');
    walked.push(await focused(page));
  }
  expect(walked).toEqual([
    'Skip to content',
    'AlertSage',
    'Triage',
    'Bulk',
    'About',
    expect.stringMatching(/^Theme: [a-z ]+$/),
    'Keyboard shortcuts',
    'Samples',
    'Describe what happened',
    'Show why',
    'Analyse',
    'Files renamed on a file server',
    'Invoice from a supplier, new bank details',
    'Not an incident at all',
  ]);
});

test('the skip link shows itself and leads past the navigation', async ({ page }) => {
  await open(page, '/bulk');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.locator('#file')).toBeFocused();
});

test('? lists the keys, Esc closes and gives the focus back', async ({ page }) => {
  await open(page, '/about');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Bulk' }).focus();
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('link', { name: 'Bulk' }).first()).toBeFocused();
});

test('an incident is analysed with the keyboard alone', async ({ page }) => {
  await open(page, '/about');
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await expect(page).toHaveURL('/');
  await alive(page);
  const field = page.getByRole('textbox', { name: 'Describe what happened' });
  await expect(field).toBeVisible();
  await page.keyboard.press('/');
  await expect(field).toBeFocused();
  await page.keyboard.insertText(RANSOMWARE);
  await page.keyboard.type('?');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/\/incidents\//);
});

test('arrow keys move the threshold', async ({ page }) => {
  await open(page, '/');
  const slider = page.getByRole('slider', { name: 'Threshold' });
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await expect(slider).toHaveValue('0.51');
  await expect(page).toHaveURL('/?threshold=0.51');
  await page.keyboard.press('ArrowRight');
  await expect(slider).toHaveValue('0.52');
  await expect(slider).toBeFocused();
});

test('the theme steps by key and stays after a reload', async ({ page }) => {
  await open(page, '/');
  const html = page.locator('html');
  for (const theme of ['light', 'dark']) {
    await page.keyboard.press('t');
    await expect(html).toHaveAttribute('data-theme', theme);
  }
  await page.reload();
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('button', { name: 'Theme: dark' })).toBeVisible();
});
