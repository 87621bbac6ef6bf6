// No page scrolls sideways at any width; pictures of all of them land in screenshots/.

import { expect, test } from '../lib/test.js';
import { PAGES } from '../lib/pages.js';

const WIDTHS = [320, 360, 768, 1440];
const DARK = [360, 768, 1440];

for (const [name, visit] of Object.entries(PAGES)) {
  test(`${name} fits every width`, async ({ page, complaints }) => {
    test.slow();
    await visit(page, complaints);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of DARK.includes(width) ? ['light', 'dark'] : ['light']) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `screenshots/${name}-${width}-${colorScheme}.png`, fullPage: true });
      }
      expect.soft(await beyond(page), `what stands out at ${width} px`).toEqual([]);
      await unfold(page, true);
      expect.soft(await beyond(page), `what stands out at ${width} px, unfolded`).toEqual([]);
      await unfold(page, false);
    }
  });
}

/** Opens what is folded, or folds it again. */
function unfold(page, open) {
  return page.evaluate((open) => {
    for (const details of document.querySelectorAll(open ? 'details:not([open])' : 'details[data-unfolded]')) {
      details.open = open;
      details.toggleAttribute('data-unfolded', open);
    }
  }, open);
}

/** If the page scrolls sideways, the elements that make it. */
function beyond(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const scrolls = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) > width;
    if (!scrolls) return [];
    const clipped = (element) =>
      element && (getComputedStyle(element).overflowX !== 'visible' || clipped(element.parentElement));
    const wide = [...document.body.querySelectorAll('*')].filter(
      (element) => element.getBoundingClientRect().right > width + 0.5 && !clipped(element.parentElement),
    );
    return ['the page', ...wide.slice(0, 5).map((element) => `${element.localName}.${element.classList}`)];
  });
}
