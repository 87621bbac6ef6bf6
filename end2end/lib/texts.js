// Incidents and files of our own writing for the tests. All names and addresses are made up or
// kept for documentation.

import { readFileSync } from 'node:fs';

export const RANSOMWARE =
  'The EDR on FS-LON-02 saw svchostx.exe encrypt 412 folders and rename files to *.lockbyte. ' +
  'Shadow copies were deleted with vssadmin, a ransom note README_RESTORE.txt was left. ' +
  'The process called http://198.51.100.7/gate.php before. SHA-256 ' +
  '9f2c1b7e4d5a60318c7be2f9a4d1036e58b7c2d94f10ae3675c8d2b1e09f4a63.';

export const HOSTILE =
  '<script>document.title = "owned"</script> <img src=x onerror="document.title=\'owned\'"> ' +
  'A user opened a phishing mail, entered the password and approved the prompt.';

const DEMO = new URL('../../data/demo-incidents.csv', import.meta.url);

/** The queue that ships with the project. */
export function demo() {
  return file('demo-incidents.csv', readFileSync(DEMO, 'utf8'));
}

/** A file as a file input takes it. */
export function file(name, text) {
  return { name, mimeType: 'text/csv', buffer: Buffer.from(text) };
}

/** A CSV of as many short rows. */
export function rows(many) {
  const lines = Array.from({ length: many }, (_, at) => `R-${at + 1},Phishing mail number ${at + 1} with a link to a fake sign-in page`);
  return file(`rows-${many}.csv`, ['id,description', ...lines, ''].join('\n'));
}

/** A CSV of as many short rows that nobody can be sure of. Desks have numbers that are no port and no code:
 * those say something. */
export function vague(many) {
  const lines = Array.from({ length: many }, (_, at) => `V-${at + 1},User of desk ${at + 20001} says it is back`);
  return file(`vague-${many}.csv`, ['id,description', ...lines, ''].join('\n'));
}
