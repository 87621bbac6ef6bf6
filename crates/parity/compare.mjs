// The WASM half: the digests this crate computes in WASM, against golden.jsonl.
// node compare.mjs BINDINGS.js MODEL GOLDEN; the last line is "N passed, N failed".
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [bindings, model, golden] = process.argv.slice(2);
const { Judge } = createRequire(import.meta.url)(bindings);
const judge = Judge.load(readFileSync(model));

/** Equal, numbers to 1e-6 apart. */
function same(a, b) {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a));
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((x, i) => same(x, b[i]));
  if (a && typeof a === "object") return Object.keys(a).every((key) => same(a[key], b[key]));
  return a === b;
}

let passed = 0;
let failed = 0;
for (const line of readFileSync(golden, "utf8").trimEnd().split("\n")) {
  const want = JSON.parse(line);
  const got = JSON.parse(judge.line(want.text));
  if (same(want, got)) {
    passed += 1;
  } else {
    failed += 1;
    for (const key of Object.keys(want).filter((key) => !same(want[key], got[key]))) {
      console.error(`${key} of ${JSON.stringify(want.text.slice(0, 80))}\n  native ${JSON.stringify(want[key])}\n  WASM   ${JSON.stringify(got[key])}`);
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
