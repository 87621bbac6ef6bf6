// Files that are broken, hostile or of another kind: each is answered in words, nothing is lost.

import { expect, open, test } from '../lib/test.js';
import { exported, finished, list, upload } from '../lib/batch.js';
import { file, HOSTILE } from '../lib/texts.js';

const REFUSED = [
  ['only a header', 'id,description\n', 'The file has a header (“id”, “description”) and no rows.'],
  ['nothing', '', 'The file is empty.'],
  ['an executable', '\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0', /not|text/],
];

for (const [what, text, words] of REFUSED) {
  test(`a file with ${what} is refused in words`, async ({ page, complaints }) => {
    complaints.allow(/422/);
    await open(page, '/bulk');
    await page.locator('#file').setInputFiles(file('broken.csv', text));
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('The file was not taken.');
    await expect(alert).toContainText(words);
    await expect(page.getByRole('button', { name: 'Triage the file' })).toBeHidden();
  });
}

test('a file without a text column waits until one is chosen', async ({ page }) => {
  await open(page, '/bulk');
  await page.locator('#file').setInputFiles(file('numbers.csv', 'a,b\n1,2\n3,4\n'));
  const send = page.getByRole('button', { name: 'Triage the file' });
  await expect(send).toBeDisabled();
  await page.getByRole('combobox', { name: 'Column with the text' }).selectOption('b');
  await send.click();
  await finished(page);
  await expect(list(page)).toHaveCount(2);
  await expect(list(page).nth(1)).toContainText('4');
});

test('the picked column is the one that is read', async ({ page }) => {
  await open(page, '/bulk');
  await page.locator('#file').setInputFiles(
    file('two.csv', 'description,other\nquiet day at the desk,ransomware encrypted the files\n'),
  );
  await page.getByRole('combobox', { name: 'Column with the text' }).selectOption('other');
  await page.getByRole('button', { name: 'Triage the file' }).click();
  await expect(list(page)).toContainText('ransomware encrypted the files');
});

test('an unclosed quote costs its row, names the line and keeps the rows after it', async ({ page }) => {
  await upload(
    page,
    file('quote.csv', 'id,description\n1,A phishing mail arrived today\n2,Malware on one host\n3,"never closed\n4,kept\n'),
  );
  await expect(list(page)).toHaveCount(3);
  await page.getByText('1 row could not be triaged').click();
  await expect(page.getByText(/The quote opened on line 4 is never closed/)).toBeVisible();
});

test('formulas and markup are shown as text and leave as text', async ({ page }) => {
  const formula = '=HYPERLINK("http://203.0.113.9/","click") phishing mail with a link';
  const quoted = (cell) => `"${cell.replaceAll('"', '""')}"`;
  await upload(page, file('<b>hostile.csv', `id,description\n=1+1,${quoted(formula)}\n<i>2</i>,${quoted(HOSTILE)}\n`));

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('<b>hostile.csv');
  await expect(list(page).nth(0)).toContainText('=HYPERLINK(');
  await expect(list(page).nth(1)).toContainText('<script>document.title');
  await expect(list(page).nth(1).locator('code')).toHaveText('<i>2</i>');
  const { buffer } = await exported(page, 'CSV');
  expect(buffer.toString()).toContain(`"'=HYPERLINK(""`);
  expect(buffer.toString()).toContain(`'=1+1`);

  await list(page).nth(1).getByRole('link').click();
  const text = page.getByRole('region', { name: 'The incident, with the terms that counted' });
  await expect(text).toHaveText(HOSTILE);
  await expect(page.locator('main script, main img')).toHaveCount(0);
  await expect(page).not.toHaveTitle('owned');
});

for (const [name, text] of [
  ['lines.txt', 'A phishing mail arrived\nMalware on host WS-1\n'],
  ['rows.jsonl', '{"description":"A phishing mail arrived"}\n{"description":"Malware on host WS-1"}\n'],
  ['rows.json', '[{"description":"A phishing mail arrived"},{"description":"Malware on host WS-1"}]'],
  ['semicolons.csv', 'nr;text\r\n1;"A phishing; mail arrived"\r\n2;Malware on host WS-1\r\n'],
]) {
  test(`${name} is read for what it is`, async ({ page }) => {
    await upload(page, file(name, text));
    await expect(list(page)).toHaveCount(2);
    await expect(list(page).nth(1)).toContainText('Malware on host WS-1');
  });
}

test('one bad row does not hurt the others', async ({ page }) => {
  await upload(page, file('holes.csv', 'id,description\n1,A phishing mail arrived\n2,\n3,Malware on host WS-1\n'));
  await expect(list(page)).toHaveCount(2);
  await page.getByText('1 row could not be triaged').click();
  await expect(page.locator('.row-errors tbody tr')).toHaveCount(1);
  await expect(page.locator('.row-errors tbody th')).toHaveText('2');
});

test('a dropped file is taken like a chosen one', async ({ page }) => {
  await open(page, '/bulk');
  const transfer = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['description\nA phishing mail arrived\n'], 'dropped.csv', { type: 'text/csv' }));
    return transfer;
  });
  await page.locator('form.drop').dispatchEvent('drop', { dataTransfer: transfer });
  await page.getByRole('button', { name: 'Triage the file' }).click();
  await finished(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('dropped.csv');
});
