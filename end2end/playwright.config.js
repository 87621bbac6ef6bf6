// How the browser tests run: one installed Chromium, no retries, no download.
//
// `cargo xtask test` builds the page, starts a server and sets BASE_URL and CHROMIUM. By hand:
//   BASE_URL=http://127.0.0.1:3000 npx playwright test
// Specs with a server of their own also want SERVER, the program, and SITE, its folder.

import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from './lib/chromium.js';

if (!process.env.BASE_URL) {
  throw new Error('Set BASE_URL to the address of a running server, or run `cargo xtask test`.');
}

export default defineConfig({
  testDir: 'specs',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  // Nets, not bounds: a loaded machine may take long, a stuck page forever.
  timeout: 60_000,
  globalTimeout: 30 * 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    baseURL: process.env.BASE_URL,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: chromiumLaunch,
  },
});
