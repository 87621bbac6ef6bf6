// A language model is asked about an incident, at the press of a button and at no other time. The
// server of the tests has a tiny model of random weights: what it says is nonsense, and judged.

import { alive, expect, open, test } from '../lib/test.js';
import { asked, recorded, verdict } from '../lib/records.js';
import { RANSOMWARE } from '../lib/texts.js';

const ASK = { name: /^Ask( again)?$/ };
const said = (page) => page.getByRole('region', { name: 'What the language model says' });

test('its words come in, and the decision stays', async ({ page }) => {
  await recorded(page, `${RANSOMWARE} Asked about.`);
  const label = await verdict(page).label.textContent();
  const id = new URL(page.url()).pathname.split('/').at(-1);
  await open(page, '/language');
  await page.locator(`a[href="/opinions/${id}"]`).click();
  await expect(page.getByText(/runs on this machine\. Nothing is sent anywhere\./)).toBeVisible();
  await expect(said(page)).toHaveCount(0);

  // Its words may be there for a moment only.
  await page.evaluate(() => {
    window.said = [];
    const note = () => {
      if (document.querySelector('.rationale-raw')) window.said.push(document.querySelector('.ask [role=status]').textContent);
    };
    new MutationObserver(note).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  await page.getByRole('button', ASK).click();
  await expect(said(page)).toBeVisible({ timeout: 40_000 });
  expect(await page.evaluate(() => window.said)).toContain('It writes. Nothing of this has been checked yet.');
  await expect(page.locator('.rationale-raw')).toHaveCount(0);
  await expect(page.locator('.opinions li').last()).toContainText(/language model/i);
  await expect(page.getByText(/^They (agree|disagree)|^All \d agree/)).toContainText(`The decision is ${label}`);

  const before = await said(page).innerText();
  await page.reload();
  await alive(page);
  expect(await said(page).innerText()).toBe(before);
  await page.locator('.top-bar-back').click();
  await expect(verdict(page).label).toHaveText(label);
  await expect(page.locator('.opinions li').last()).toContainText('Llm', { ignoreCase: true });
});

test('it is stopped, and the page says what is kept', async ({ page }) => {
  await recorded(page, `${RANSOMWARE} Stopped.`);
  const id = new URL(page.url()).pathname.split('/').at(-1);
  await open(page, `/opinions/${id}`);
  // At once, because the model of the tests is soon done.
  await page.evaluate(() => new Promise((done) => {
    const press = () => {
      const stop = [...document.querySelectorAll('.ask button')].find((button) => button.textContent.includes('Stop'));
      if (!stop) return requestAnimationFrame(press);
      stop.click();
      return done();
    };
    document.querySelector('.ask .button-primary').click();
    press();
  }));
  await expect(page.getByRole('button', ASK)).toBeEnabled();
  const words = await page.getByRole('status').textContent();
  const kept = await page.request.get(`/api/v1/incidents/${id}/language-opinion`);
  // A tiny model on a busy machine may have been done before the press was.
  if (kept.status() === 200) {
    expect(words).toBe('');
    await expect(said(page)).toBeVisible();
  } else {
    expect([kept.status(), words]).toEqual([404, 'Stopped. Nothing was kept.']);
  }
});

test('a test says what works, and how to add a model is there', async ({ page }) => {
  await open(page, '/about');
  await page.getByRole('link', { name: 'language model' }).click();
  await page.getByRole('button', { name: 'Test it now' }).click();
  const facts = page.locator('#test .facts');
  await expect(facts).toContainText('Architecture', { timeout: 40_000 });
  await expect(facts).toContainText('Computes on');
  await expect(page.getByText('cargo xtask model fetch qwen2.5-1.5b')).toBeVisible();
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('the form waits for the whole answer', async ({ page }) => {
    const id = await asked(page, `${RANSOMWARE} By its form.`, false);
    await page.goto(`/opinions/${id}`);
    await page.getByRole('button', ASK).click();
    await expect(said(page)).toBeVisible({ timeout: 40_000 });
    await expect(page).toHaveURL(`/opinions/${id}`);
    await expect(said(page).getByText(/^tiny|tiny/i).first()).toBeVisible();
  });

  test('a test leads back to what it found', async ({ page }) => {
    await page.goto('/language');
    await page.getByRole('button', { name: 'Test it now' }).click();
    await expect(page).toHaveURL('/language#test', { timeout: 40_000 });
    await expect(page.locator('#test .facts')).toContainText('Architecture');
  });
});

test('a person says what they think, and it stands beside the rest', async ({ page }) => {
  await recorded(page, `${RANSOMWARE} Looked at by a person.`);
  const label = await verdict(page).label.textContent();
  const id = new URL(page.url()).pathname.split('/').at(-1);
  await open(page, `/opinions/${id}`);
  await page.getByLabel('Label').selectOption('insider_threat');
  await page.getByLabel('Your name, if you like').fill('Ada');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await expect(page.locator('.opinions li').last()).toContainText(/analyst\s*.*Insider threat.*Ada/is);
  await expect(page.getByText(/^They disagree/)).toContainText(`The decision is ${label}`);
});
