// Measures the npm engine feelin on the same cases as our own and prints rates a second as JSON. Its public calls take text,
// so that every evaluation parses; parsing is measured alone too.
import { readFileSync } from 'node:fs';
import { evaluate, parseExpression, unaryTest } from 'feelin';

const cases = JSON.parse(readFileSync(new URL('./cases.json', import.meta.url), 'utf8'));
const seconds = Number(process.argv[2] ?? 1);

/** Processor time so far, in seconds: that of our side is measured too. */
function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Calls a second, after a warm-up of a fifth of the time. */
function rate(body) {
  const run = (limit) => {
    const start = cpuSeconds();
    for (let calls = 10; ; calls += 10) {
      for (let i = 0; i < 10; ++i) body();
      const spent = cpuSeconds() - start;
      if (spent >= limit) return calls / spent;
    }
  };
  run(seconds / 5);
  return run(seconds);
}

function check(name, got, expected) {
  if (got !== expected) throw new Error(`${name}: got ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`);
}

const out = {};
for (const { name, text, value } of cases.expressions) {
  check(name, evaluate(text, cases.context).value, value);
  out[`parse/${name}`] = rate(() => parseExpression(text, cases.context));
  out[`parse and evaluate/${name}`] = rate(() => evaluate(text, cases.context));
}

const rows = Array.from({ length: cases.table.rows }, (_, i) => ({
  tests: [`[${i * 10}..${i * 10 + 10})`, cases.table.countries],
  output: `${i}`,
}));
/** Unique hit policy: every row is tried. */
function decide() {
  const inputs = cases.table.inputs.map((input) => evaluate(input, cases.context).value);
  let value = null;
  for (const row of rows) {
    const matches = row.tests.every((test, i) => unaryTest(test, { ...cases.context, '?': inputs[i] }).value === true);
    if (matches) value = evaluate(row.output, cases.context).value;
  }
  return value;
}
check('table', decide(), cases.table.value);
out['table'] = rate(decide);
console.log(JSON.stringify(out));
