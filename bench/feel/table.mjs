// Prints one table from Google Benchmark's JSON for our engine and from feelin's rates.
import { readFileSync } from 'node:fs';

const ours = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const theirs = JSON.parse(readFileSync(process.argv[3], 'utf8'));
// Aims, in calls a second on one core.
const aims = { evaluate: 1e6, parse: 1e5, table: 2e5 };

const rates = {};
for (const { name, cpu_time: time, time_unit: unit } of ours.benchmarks) {
  if (unit !== 'ns') throw new Error(`${name} is not measured in ns`);
  rates[name] = 1e9 / time;
}
const shown = (rate) => (rate === undefined ? '-' : Math.round(rate).toLocaleString('en-US'));
const rows = [['calls a second, one core', 'ours', 'feelin', 'times', 'aim', '']];
let good = true;
for (const [name, rate] of Object.entries(rates)) {
  const [kind] = name.split('/');
  const peer = theirs[name] ?? theirs[name.replace(/^evaluate\//, 'parse and evaluate/')];
  const aim = aims[kind];
  good &&= aim === undefined || rate >= aim;
  rows.push([name, shown(rate), shown(peer), peer === undefined ? '-' : shown(rate / peer), shown(aim), aim === undefined ? '' : rate >= aim ? 'holds' : 'MISSED']);
}
const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
for (const row of rows) console.log(row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ').trimEnd());
console.log('feelin has no call for an expression parsed before: its "evaluate" parses too.');
process.exitCode = good ? 0 : 1;
