// Prints figures from Google Benchmark's JSON for our engine, each beside feelin's rate.
import { readFileSync } from 'node:fs';
import { figure } from '../figure.mjs';

const ours = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const theirs = JSON.parse(readFileSync(process.argv[3], 'utf8'));
// Aims, in calls a second on one core.
const aims = { evaluate: 1e6, parse: 1e5, table: 2e5 };

const rates = {};
for (const { name, cpu_time: time, time_unit: unit } of ours.benchmarks) {
  if (unit !== 'ns') throw new Error(`${name} is not measured in ns`);
  rates[name] = 1e9 / time;
}
for (const [name, rate] of Object.entries(rates)) {
  const [kind] = name.split('/');
  const peer = theirs[name] ?? theirs[name.replace(/^evaluate\//, 'parse and evaluate/')];
  figure('feel', name, rate, 'calls/s', aims[kind] === undefined ? {} : {least: aims[kind]}, peer === undefined ? undefined : {name: 'feelin', value: peer});
}
console.log('feelin has no call for an expression parsed before: its "evaluate" parses too.');
