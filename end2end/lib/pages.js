// Every page in every state worth looking at, for specs that judge all of them alike. Each brings
// a fresh page into its state.

import { expect, open } from './test.js';
import { counted, prepared, told } from './batch.js';
import { asked, recorded } from './records.js';
import { demo, file, HOSTILE, RANSOMWARE } from './texts.js';

const LONG = `${RANSOMWARE} `.repeat(12);
const UNBROKEN = `A host sent ${'x'.repeat(600)} to http://${'very-long-label.'.repeat(12)}example/ all night.`;

export const PAGES = {
  front: (page) => open(page, '/'),
  'front-verdict': async (page) => {
    await open(page, '/?sample=1');
    await expect(page.locator('.verdict')).toBeVisible();
    await page.getByRole('checkbox', { name: 'Show why' }).check();
  },
  'front-unsure': async (page) => {
    await open(page, '/?sample=10');
    await expect(page.locator('.verdict-unsure')).toBeVisible();
  },
  'front-samples': async (page) => {
    await open(page, '/');
    await page.locator('summary', { hasText: 'Samples' }).click();
  },
  keys: async (page) => {
    await open(page, '/');
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
  },
  'record-analysis': (page) => recorded(page, RANSOMWARE),
  'record-visualisations': (page) => recorded(page, RANSOMWARE, '?tab=visualisations'),
  'record-intel': (page) => recorded(page, RANSOMWARE, '?tab=intel'),
  'record-playbook': (page) => recorded(page, RANSOMWARE, '?tab=playbook'),
  'record-technical': (page) => recorded(page, RANSOMWARE, '?tab=technical'),
  'record-unsure': (page) => recorded(page, RANSOMWARE, '?threshold=1.00'),
  'record-long': (page) => recorded(page, LONG),
  'record-unbroken': (page) => recorded(page, UNBROKEN, '?tab=intel'),
  'record-hostile': (page) => recorded(page, HOSTILE),
  bulk: (page) => open(page, '/bulk'),
  'bulk-file': async (page) => {
    await open(page, '/bulk');
    await page.locator('#file').setInputFiles(demo());
    await expect(page.getByRole('button', { name: 'Triage the file' })).toBeVisible();
  },
  'bulk-refused': async (page, complaints) => {
    complaints.allow(/status of 422/);
    await open(page, '/bulk');
    await page.locator('#file').setInputFiles(file('empty.csv', ''));
    await expect(page.getByRole('alert')).toBeVisible();
  },
  batch: (page) => prepared(page, demo()),
  'batch-export': async (page) => {
    await prepared(page, demo());
    await page.locator('summary', { hasText: 'Export' }).click();
  },
  'batch-filtered': (page) => prepared(page, demo(), '?label=uncertain&text=a&sort=risk'),
  'batch-second': async (page) => {
    await prepared(page, demo(), '?second=changed&passes=first');
    await expect(page.locator('.twice-other').first()).toBeVisible();
  },
  'batch-told': async (page) => {
    const id = await prepared(page, demo());
    await told(page, id);
    await open(page, `/batches/${id}?third=asked`);
    await expect(page.locator('.third-pass')).toContainText(/^Language model.*Finished: /s);
  },
  'batch-none': async (page) => {
    await prepared(page, demo(), '?text=nowhere');
    await expect(counted(page)).toContainText('0 of');
  },
  'batch-errors': async (page) => {
    await prepared(page, file('holes.csv', 'id,description\n1,A phishing mail\n2,\n3,Malware on a host\n'));
    await page.getByText('1 row could not be triaged').click();
  },
  'batch-row': async (page) => {
    await prepared(page, demo(), '?open=3');
    await expect(page.locator('.side-panel .verdict')).toBeVisible();
  },
  'row-alike': async (page) => {
    const id = await prepared(page, demo());
    await open(page, `/batches/${id}/rows/3?alike=1`);
    await expect(page.getByRole('region', { name: 'Rows told alike' })).toBeVisible();
  },
  'batch-groups': async (page) => {
    const id = await prepared(page, demo());
    await page.getByRole('link', { name: 'Told alike' }).click();
    await expect(page).toHaveURL(`/batches/${id}/groups`);
    await expect(page.getByText('compared by the sentence model')).toBeVisible();
  },
  'batch-deleted': async (page) => {
    await prepared(page, demo());
    await page.locator('summary', { hasText: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete this batch' }).click();
    await expect(page.locator('.toast')).toBeVisible();
  },
  row: async (page) => {
    const id = await prepared(page, demo());
    await open(page, `/batches/${id}/rows/3`);
  },
  'row-told': async (page) => {
    const id = await prepared(page, demo());
    await told(page, id);
    const rows = await page.request.get(`/api/v1/batches/${id}/rows?third=asked`);
    await open(page, `/batches/${id}/rows/${(await rows.json()).rows[0].row}`);
    await expect(page.getByRole('heading', { name: 'What the language model says' })).toBeVisible();
  },
  about: (page) => open(page, '/about'),
  opinions: async (page) => {
    const id = await asked(page, `${RANSOMWARE} Side by side.`, false);
    await open(page, `/opinions/${id}`);
  },
  'opinions-asked': async (page) => {
    const id = await asked(page, LONG);
    await open(page, `/opinions/${id}`);
    for (const closed of await page.locator('#language details').all()) await closed.locator('summary').click();
  },
  language: async (page) => {
    // Among the incidents it leads to is one without a place to break a line at.
    await page.request.post('/api/v1/triage', { data: { text: UNBROKEN } });
    await page.request.post('/language/test', { timeout: 50_000 });
    await open(page, '/language');
    await page.locator('#test summary').click();
  },
  'language-endpoint': async (page) => {
    await open(page, '/language');
    await page.getByRole('radio', { name: /^An endpoint\./ }).check();
    await page.getByRole('combobox', { name: 'Where' }).selectOption({ label: 'Another address' });
    await expect(page.getByRole('textbox', { name: 'Address' })).toBeVisible();
  },
  missing: async (page, complaints) => {
    complaints.allow(/status of 404/);
    await open(page, '/incidents/ffffffffffffffff', 404);
  },
  problem: async (page, complaints) => {
    complaints.allow(/status of 422/);
    await open(page, '/');
    await page.getByRole('textbox', { name: 'Describe what happened' }).fill('   ');
    await page.getByRole('button', { name: 'Analyse' }).click();
    await expect(page.getByText('The text is empty.')).toBeVisible();
  },
};
