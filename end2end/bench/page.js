// How long a reader waits: first visit, a key, Analyse, a file. A measurement, not a test: nothing
// here passes or fails, and `cargo xtask bench page` prints what it saw.
//
//   BASE_URL=http://127.0.0.1:3000 [CSV=rows.csv ROWS=100000 PID=…] node bench/page.js

import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { chromiumLaunch } from '../lib/chromium.js';
import { RANSOMWARE } from '../lib/texts.js';

const ROUNDS = 15;

const at = (values, share) => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)];
const spread = (values) =>
  `median ${at(values, 0.5).toFixed(1)}, lowest ${Math.min(...values).toFixed(1)}, highest ${Math.max(...values).toFixed(1)} ms`;

const browser = await chromium.launch(chromiumLaunch);

/** A page in a browser that has seen nothing of the site. */
async function stranger(use) {
  const context = await browser.newContext({
    baseURL: process.env.BASE_URL,
    viewport: { width: 1440, height: 900 },
  });
  try {
    return await use(await context.newPage());
  } finally {
    await context.close();
  }
}

const editor = (page) => page.getByRole('textbox', { name: 'Describe what happened' });

async function firstVisit() {
  const html = [];
  const paint = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await stranger(async (page) => {
      await page.goto('/');
      await page.waitForTimeout(1200);
      const seen = await page.evaluate(() => {
        const [visit] = performance.getEntriesByType('navigation');
        const [first] = performance.getEntriesByName('first-contentful-paint');
        return [visit.responseEnd - visit.requestStart, first.startTime];
      });
      html.push(seen[0]);
      paint.push(seen[1]);
    });
  }
  console.log(`first visit, ${ROUNDS} browsers: HTML ${spread(html)}; first paint ${spread(paint)}`);
}

/** The page's own time for each key of a text, until its next task may run. */
async function keys() {
  const times = await stranger(async (page) => {
    await page.goto('/');
    await page.waitForTimeout(800);
    await editor(page).fill('malware');
    await page.locator('.verdict').waitFor();
    await page.waitForTimeout(1000);
    return page.evaluate(async (text) => {
      const field = document.querySelector('textarea');
      const times = [];
      for (let length = 1; length <= text.length; length += 1) {
        const start = performance.now();
        field.value = text.slice(0, length);
        field.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise((done) => {
          const channel = new MessageChannel();
          channel.port1.onmessage = done;
          channel.port2.postMessage(0);
        });
        times.push(performance.now() - start);
        await new Promise((done) => {
          requestAnimationFrame(() => setTimeout(done));
        });
      }
      return times;
    }, RANSOMWARE);
  });
  console.log(
    `a key, ${times.length} of them: median ${at(times, 0.5).toFixed(1)}, 19 of 20 within ${at(times, 0.95).toFixed(1)} ms`,
  );
}

/** From the click to the record in the page, and to the task after the frame that shows it. */
async function analyse() {
  const record = [];
  const frame = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await stranger(async (page) => {
      await page.goto('/');
      await page.waitForTimeout(700);
      // A text of its own: the same text has the same address and would be there already.
      await editor(page).fill(`${RANSOMWARE} Number ${round} of ${Date.now()}`);
      await page.locator('.verdict').waitFor();
      await page.waitForTimeout(500);
      const seen = await page.evaluate(
        () =>
          new Promise((done) => {
            const start = performance.now();
            const changes = new MutationObserver(() => {
              if (!document.querySelector('.record .verdict-head')) return;
              changes.disconnect();
              const there = performance.now() - start;
              requestAnimationFrame(() => {
                const channel = new MessageChannel();
                channel.port1.onmessage = () => done([there, performance.now() - start]);
                channel.port2.postMessage(0);
              });
            });
            changes.observe(document.body, { childList: true, subtree: true });
            document.querySelector('[data-main-form] .button-primary').click();
          }),
      );
      record.push(seen[0]);
      frame.push(seen[1]);
    });
  }
  console.log(`Analyse, ${ROUNDS} first visits: record ${spread(record)}; its frame ${spread(frame)}`);
}

/** From the click to a dashboard that counts every row. */
async function file(csv, rows) {
  await stranger(async (page) => {
    await page.goto('/bulk');
    await page.waitForTimeout(1500);
    await page.locator('#file').setInputFiles(csv);
    const send = page.getByRole('button', { name: 'Triage the file' });
    await send.waitFor();
    const start = Date.now();
    await send.click();
    await page.waitForFunction(
      (rows) => document.querySelector('#rows-title')?.textContent.replaceAll(',', '').startsWith(rows),
      rows,
      { timeout: 300_000 },
    );
    const seconds = (Date.now() - start) / 1000;
    console.log(`${rows} rows to the finished dashboard: ${seconds.toFixed(1)} s${memory()}`);
  });
}

/** The server's memory, where the system tells. */
function memory() {
  try {
    const status = readFileSync(`/proc/${process.env.PID}/status`, 'utf8');
    return `; server ${Math.round(/VmRSS:\s+(\d+)/.exec(status)[1] / 1024)} MB`;
  } catch {
    return '';
  }
}

try {
  await firstVisit();
  await keys();
  await analyse();
  if (process.env.CSV) await file(process.env.CSV, process.env.ROWS);
} finally {
  await browser.close();
}
