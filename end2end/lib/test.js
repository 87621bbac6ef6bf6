// The `test` every spec uses: it also fails on anything a page complains about.
//
// An error or warning on the console, an exception nobody caught, a warning of hydration, a
// request to another host: each fails the test it happens in. A test that provokes one on purpose
// says so with `complaints.allow(pattern)`, and fails if it never came.

import { test as base, expect } from '@playwright/test';

const LOUD = ['error', 'warning', 'assert'];

/** What the pages of one test complained about. */
class Complaints {
  #heard = new Set();
  #allowed = [];

  /** Collects from every page of a browser context, and from those it opens. */
  watch(context, home) {
    context.on('console', (message) => {
      const said = `console ${message.type()}: ${message.text()}`;
      if (LOUD.includes(message.type()) || /hydrat/i.test(message.text())) this.#heard.add(said);
    });
    context.on('weberror', (error) => this.#heard.add(`exception: ${error.error()}`));
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (!['data:', 'blob:'].includes(url.protocol) && url.host !== home.host) {
        this.#heard.add(`request to ${url.host}`);
      }
    });
  }

  /** One complaint this test is about. */
  allow(pattern) {
    this.#allowed.push({ pattern, came: false });
  }

  /** Everything that was not allowed, and everything allowed that never came. */
  left() {
    const left = [...this.#heard].filter((said) => {
      const allowed = this.#allowed.filter(({ pattern }) => pattern.test(said));
      for (const each of allowed) each.came = true;
      return allowed.length === 0;
    });
    const missing = this.#allowed.filter(({ came }) => !came);
    return [...left, ...missing.map(({ pattern }) => `expected, but not heard: ${pattern}`)];
  }
}

export const test = base.extend({
  complaints: async ({ baseURL }, use) => {
    const complaints = new Complaints();
    complaints.home = new URL(baseURL);
    await use(complaints);
    expect(complaints.left(), 'what the page complained about').toEqual([]);
  },

  context: async ({ context, complaints }, use) => {
    complaints.watch(context, complaints.home);
    await context.addInitScript(markWhenAlive);
    await use(context);
  },
});

// The page listens to keys once its script has taken it over, and not before.
function markWhenAlive() {
  const listen = window.addEventListener;
  window.addEventListener = function (kind, ...rest) {
    if (kind === 'keydown') setTimeout(() => document.documentElement?.setAttribute('data-alive', ''), 0);
    return listen.call(this, kind, ...rest);
  };
}

/** Opens a page and waits until its script answers. */
export async function open(page, address, status = 200) {
  const response = await page.goto(address);
  expect(response.status(), address).toBe(status);
  await alive(page);
}

/** Waits until the script of a freshly loaded page answers. */
export async function alive(page) {
  await page.locator('html[data-alive]').waitFor({ state: 'attached' });
}

export { expect };
