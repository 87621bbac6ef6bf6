// The WASM half: the digests this crate computes in WASM, against golden.jsonl; and those of the
// engine that ships with the pages, optimised, as a browser runs it.
// node compare.mjs BINDINGS.js MODEL GOLDEN ENGINE; the last line is "N passed, N failed".
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [bindings, model, golden, engine] = process.argv.slice(2);
const { Judge } = createRequire(import.meta.url)(bindings);
const judge = Judge.load(readFileSync(model));

// A module for browsers, told where its WASM is.
const { default: start, Live } = await import(`data:text/javascript;base64,${readFileSync(`${engine}.js`).toString("base64")}`);
await start({ module_or_path: readFileSync(`${engine}_bg.wasm`) });
const live = Live.load(readFileSync(model));

/** The digest of what the pages' engine says, as `Judge` writes it. */
function shipped(text) {
  const record = JSON.parse(live.triage(text));
  const name = (kind) => kind.replace(/(?:^|_)(.)/g, (_, letter) => letter.toUpperCase());
  const span = ({ start, end }) => `Span { start: ${start}, end: ${end} }`;
  return {
    text: record.input.text,
    cleaned: record.cleaned,
    entities: record.entities.map(({ kind, value, spans }) => `${name(kind)} ${value} [${spans.map(span).join(", ")}]`),
    decision: record.decision.label ?? "uncertain",
    probabilities: record.scores.probabilities,
    out_of_domain: record.scores.out_of_domain,
    techniques: record.techniques.map(({ id }) => id),
    risk: record.risk.score,
    false_positive: record.risk.false_positive,
    evidence: record.evidence.slice(0, 5).map(({ term, contribution }) => [term, contribution]),
  };
}

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
  for (const [what, got] of [
    ["WASM", JSON.parse(judge.line(want.text))],
    ["page", shipped(want.text)],
  ]) {
    if (same(want, got)) {
      passed += 1;
      continue;
    }
    failed += 1;
    for (const key of Object.keys(want).filter((key) => !same(want[key], got[key]))) {
      console.error(`${key} of ${JSON.stringify(want.text.slice(0, 80))}\n  native ${JSON.stringify(want[key])}\n  ${what}   ${JSON.stringify(got[key])}`);
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
