// One incident: judged while it is typed, kept at its own address, looked at from all sides.

import { alive, expect, open, test } from '../lib/test.js';
import { recorded, rest, slide, verdict } from '../lib/records.js';
import { RANSOMWARE } from '../lib/texts.js';

// Files of the page itself, fetched once and knowing nothing of what is typed.
const isFile = (url) => /^\/(favicon|fonts|model|pkg)\b/.test(new URL(url).pathname);
const editor = (page) => page.getByRole('textbox', { name: 'Describe what happened' });

test('a verdict appears while typing, and nothing typed is sent', async ({ page }) => {
  await open(page, '/');
  await editor(page).focus();
  await expect(page.locator('#incident-hint')).toContainText('Live while you type');
  const sent = [];
  page.on('request', (request) => sent.push(request));

  await editor(page).pressSequentially('Ransomware encrypted the file server, ransom note left');
  const { label, number } = verdict(page);
  await expect(label).toHaveText('Malware');
  await expect(number).toHaveText(/^(>?0\.\d\d)$/);
  await expect(page.locator('#incident-hint')).toContainText(/live · in your browser · .*\d/);
  await expect(page.locator('p[role=status]')).toHaveText(/^Malware, confidence >?0\.\d\d\.$/);

  await editor(page).fill('');
  await expect(page.locator('.verdict')).toHaveCount(0);
  const told = sent.filter((request) => request.method() !== 'GET' || !isFile(request.url()));
  expect(told.map((request) => request.url())).toEqual([]);
});

test('a sample is a link that fills the field', async ({ page }) => {
  await open(page, '/');
  await page.getByRole('complementary').getByRole('link', { name: 'Files renamed on a file server' }).click();
  await expect(page).toHaveURL('/?sample=1');
  await expect(editor(page)).toHaveValue(/FS-LON-02/);
  await expect(verdict(page).label).toHaveText('Malware');
});

test('analyse leads to an address that shows the same after a reload', async ({ page }) => {
  await open(page, '/');
  await editor(page).fill(RANSOMWARE);
  const live = verdict(page);
  await expect(live.label).toHaveText('Malware');
  const [label, number] = [await live.label.textContent(), await live.number.textContent()];

  await page.getByRole('button', { name: 'Analyse' }).click();
  await expect(page).toHaveURL(/\/incidents\/[0-9a-f]{16,}(\?|$)/);
  const record = verdict(page);
  await expect(record.label).toHaveText(label);
  await expect(record.number).toHaveText(number);

  const before = await page.locator('main').innerText();
  await page.reload();
  expect(await page.locator('main').innerText()).toBe(before);
});

test('Back from the record finds the text that was analysed, and a new start is empty', async ({ page }) => {
  await open(page, '/');
  await editor(page).fill(RANSOMWARE);
  await page.getByRole('button', { name: 'Analyse' }).click();
  await expect(page.getByRole('heading', { name: 'Why' })).toBeVisible();
  await page.goBack();
  await expect(editor(page)).toHaveValue(RANSOMWARE);
  await expect(verdict(page).label).toHaveText('Malware');
  await page.goForward();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Triage' }).click();
  await expect(editor(page)).toHaveValue('');
});

test('on the front page threshold and difficulty decide at once', async ({ page }) => {
  await open(page, '/');
  await editor(page).fill('An odd mail asked a user for something, the user is not sure what it was');
  const { card, label } = verdict(page);
  await expect(card).toBeVisible();
  await slide(page, 1);
  await expect(label).toHaveText('Uncertain');
  await rest(page);
  await expect(page).toHaveURL('/?threshold=1.00');
  await page.getByRole('link', { name: 'SOC hard' }).click();
  await expect(page).toHaveURL('/?mode=soc-hard');
  await expect(card).toContainText('threshold 0.');
  await expect(editor(page)).toHaveValue(/An odd mail/);
});

test('on the record threshold and difficulty decide at once and are in the address', async ({ page }) => {
  await recorded(page, RANSOMWARE);
  const { card, label } = verdict(page);
  await expect(label).toHaveText('Malware');
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));

  await slide(page, 1);
  await expect(label).toHaveText('Uncertain');
  await expect(card).toContainText('threshold 1.00');
  await rest(page);
  await expect(page).toHaveURL(/\?threshold=1\.00$/);
  await page.getByRole('navigation', { name: 'Difficulty' }).getByRole('link', { name: 'SOC hard' }).click();
  await expect(page).toHaveURL(/\?mode=soc-hard$/);
  await expect(card).not.toContainText('threshold 1.00');
  expect(asked.filter((url) => !isFile(url)), 'what the server was asked').toEqual([]);

  const said = await card.innerText();
  await page.reload();
  await alive(page);
  expect(await card.innerText()).toBe(said);
  await page.goBack();
  await expect(label).toHaveText('Uncertain');
});

test('five tabs, each with an address', async ({ page }) => {
  await recorded(page, RANSOMWARE);
  const tabs = page.getByRole('navigation', { name: 'Views of the incident' });
  for (const [name, id, heading] of [
    ['Visualisations', 'visualisations', /Risk/],
    ['Threat intel', 'intel', 'Entities'],
    ['Playbook', 'playbook', /./],
    ['Technical', 'technical', 'What answered'],
    ['Analysis', null, 'How sure'],
  ]) {
    const tab = tabs.getByRole('link', { name });
    await tab.click();
    await expect(tab).toHaveAttribute('aria-current', 'page');
    await expect(page.locator('.record-main').getByRole('heading', { name: heading }).first()).toBeVisible();
    expect(new URL(page.url()).searchParams.get('tab')).toBe(id);
  }
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'What answered' })).toBeVisible();
});

test('the words that counted are marked, and the terms add up to the score', async ({ page }) => {
  await recorded(page, RANSOMWARE);
  const text = page.getByRole('region', { name: 'The incident, with the terms that counted' });
  await expect(text).toHaveText(RANSOMWARE);
  await expect(text.locator('mark.why-for').first()).toHaveAttribute('title', /\+\d/);
  const number = (cell) => Number(cell.replace('\u2212', '-'));
  const pushes = await page.locator('.table-terms tbody td.number').allTextContents();
  expect(pushes.length).toBeGreaterThan(3);
  const total = pushes.map(number).reduce((sum, push) => sum + push, 0);
  const [, all, bias, score] = (await page.getByText(/^All terms /).textContent())
    .match(/All terms (\S+), bias (\S+): score (\S+) for/)
    .map((part) => part && number(part));
  expect(Math.abs(total - all)).toBeLessThan(0.005 * pushes.length + 0.01);
  expect(Math.abs(all + bias - score)).toBeLessThan(0.02);
});

test('entities are shown defanged, and techniques with the words that show them', async ({ page }) => {
  await recorded(page, RANSOMWARE, '?tab=intel');
  const entities = page.getByRole('table', { name: 'Entities in the text, defanged' });
  await expect(entities).toContainText('hxxp://198[.]51[.]100[.]7/gate.php');
  await expect(entities).not.toContainText('http://');
  await expect(page.locator('main a[href*="198.51"]')).toHaveCount(0);
  const shown = page.getByRole('heading', { name: 'Shown by the text' }).locator('+ ul');
  await expect(shown).toContainText('T1490');
  await expect(shown).toContainText(/shadow copies/i);
});

test('ticked steps stay ticked in this browser', async ({ page }) => {
  await recorded(page, RANSOMWARE, '?tab=playbook');
  const first = page.getByRole('checkbox').first();
  await first.check();
  await page.reload();
  await expect(first).toBeChecked();
});

test('a text is kept as it came, whatever it holds', async ({ page }) => {
  const odd = 'Zeile eins é ☃ 🚨\n\tEinrückung  mit  Leerzeichen\n<b>fett</b> &amp; \u202Eumgekehrt';
  await recorded(page, odd);
  const text = page.getByRole('region', { name: 'The incident, with the terms that counted' });
  expect(await text.evaluate((element) => element.textContent)).toBe(odd);
});

test('an incident can be deleted, and had back', async ({ page, complaints }) => {
  await recorded(page, `${RANSOMWARE} Deleted and undone.`);
  const address = new URL(page.url()).pathname;
  const id = address.split('/').at(-1);
  await page.locator('summary', { hasText: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete this incident' }).click();
  await expect(page).toHaveURL(`/?deleted=${id}`);
  await expect(page.locator('.toast')).toContainText(`Incident ${id.slice(0, 8)} is deleted.`);
  await alive(page);
  complaints.allow(/404/);
  expect((await page.goto(address)).status()).toBe(404);
  await page.goBack();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page).toHaveURL(address);
  await expect(verdict(page).label).toHaveText('Malware');
  await page.goto(`/?deleted=${id}`);
  await alive(page);
  await expect(page.locator('.toast')).toHaveCount(0);
});
