// What specs do with single incidents.

import { alive, expect } from './test.js';

/** The likeliest label and all numbers of the verdict on show. */
export function verdict(page) {
  const card = page.locator('.verdict');
  return {
    card,
    label: card.locator('.label-name'),
    number: card.locator('.verdict-number'),
  };
}

/** Stores an incident past the page and opens its record. */
export async function recorded(page, text, query = '') {
  const answer = await page.request.post('/incidents', {
    form: { text },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(303);
  await page.goto(answer.headers().location + query);
  await alive(page);
}

/** Stores an incident past the page and, unless told not to, asks the language model about it; gives
 *  its id. */
export async function asked(page, text, ask = true) {
  const stored = await page.request.post('/incidents', { form: { text }, maxRedirects: 0 });
  const id = stored.headers().location.split(/[/?]/)[2];
  if (ask) {
    const answer = await page.request.post(`/api/v1/incidents/${id}/language-opinion`, { timeout: 50_000 });
    expect(answer.status()).toBe(200);
  }
  return id;
}

/** Moves a slider as a hand does: by input while it moves, by change when it rests. */
export async function slide(page, value) {
  await page.getByRole('slider', { name: 'Threshold' }).evaluate((field, value) => {
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }, String(value));
}

export async function rest(page) {
  await page.getByRole('slider', { name: 'Threshold' }).dispatchEvent('change');
}
