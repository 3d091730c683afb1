// The page and the picture that script/bench makes of its figures, from a fixture; and that its parts are there.
import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {load} from '../../bench/figure.mjs';
import {picture} from '../../bench/picture.mjs';
import {cell, parse, ratios, report, shown, within} from '../../bench/report.mjs';

const fixture = readFileSync(new URL('./figures.jsonl', import.meta.url), 'utf8');
const figures = parse(fixture);
const text = report(figures);

test('a figure has one name, with its part before it or not', () => {
  assert.equal(figures[1].id, 'steps/sqlite/evenhand/1');
  assert.equal(figures[2].id, 'steps/sqlite/evenhand/32');
});
test('names of callers are told from ratios and from others', () => {
  assert.deepEqual(cell('sqlite/evenhand/32/cpu'), {what: 'sqlite', system: 'evenhand', callers: 32, measure: 'cpu'});
  assert.equal(cell('sqlite/floor : evenhand/32'), null);
  assert.equal(cell('parse/short'), null);
});
test('callers stand side by side, what was not measured is a dash', () => {
  assert.match(text, /\| steps\/s \| 1 caller \| 32 callers \|/);
  assert.match(text, /\| sqlite, Evenhand \| 900 \| 12,346 \|/);
  assert.match(text, /\| sqlite, floor, the same rows \| - \| 20,000 \|/);
});
test('aims say what they are and whether they are met', () => {
  assert.match(text, /\| steps: sqlite\/evenhand\/median \| 1: 0.900 \| ms \| at most 2 \| met \|/);
  assert.match(text, /\| tickets: open\/sqlite\/cpu \| 1: 2.50; 16: 0.900 \| ms \| at most 2 \| \*\*missed in part\*\* \|/);
  assert.match(text, /\| feel: parse\/short \| 2,000,000 \| calls\/s \| at least 100,000 \| met \|/);
});
test('ratios without an aim stand side by side, those with one among the aims alone', () => {
  assert.match(text, /\| times \| 32 callers \|\n.*\n\| sqlite\/floor, one row : evenhand \| 1\.10 \|\n\| postgresql\/evenhand : floor\/cpu \| 1\.30 \|/);
  assert.equal(text.split('the same rows : evenhand').length, 2);
});
test('ratios are made within one run only', () => {
  const made = ratios(figures);
  assert.deepEqual(made.map(({name, value, met}) => [name, value, met]), [['steps a CPU second, Evenhand on sqlite : Restate/32', 20, true]]);
  const again = parse(fixture.replace('2025-12-31T00:00:00Z', '2026-01-02T03:04:05Z'));
  assert.equal(ratios(again).find(({part}) => part === 'tickets').value, 100);
});
test('runs, the machine, sizes, peers and what is missing are said', () => {
  assert.match(text, /Measured in 2 runs/);
  assert.match(text, /Some CPU, 2 cores, 8 GiB.*synced in 0\.520 ms.*SQLite 3\.40\.1, Restate 1\.7\.12\.\n/);
  assert.match(text, /\|  \| 1,000 \| 100,000 \|\n.*\n\| step on one case, ms \| 0\.500 \| 0\.600 \|/);
  assert.match(text, /feelin: 40,000 \(50\.0 times\)/);
  assert.match(text, /Not measured: DBOS Transact: npm could not install it\./);
});
test('numbers keep three digits', () => {
  assert.deepEqual([0, 0.0123, 1.234, 12.34, 123.4, 12345.6].map(shown), ['0', '0.0123', '1.23', '12.3', '123', '12,346']);
});
test('only what stands between the marks of the page changes', () => {
  const page = readFileSync('docs/performance.md', 'utf8');
  const made = within(page, 'NEW');
  assert.ok(made.startsWith(page.slice(0, page.indexOf('## Figures'))));
  assert.equal(within(made, 'NEW'), made);
  assert.throws(() => within('no marks', 'NEW'), /lacks the lines/);
});
test('the picture is XML, has a bar for each figure and colours for dark', () => {
  const svg = picture(figures);
  assert.equal(svg.match(/<rect class="(ours|floor|peer)"/g).length, 5);
  assert.match(svg, /prefers-color-scheme:dark/);
  assert.doesNotMatch(svg, /NaN|Infinity|undefined/);
  const folder = mkdtempSync(join(tmpdir(), 'evenhand-picture-'));
  writeFileSync(join(folder, 'picture.svg'), svg);
  try {
    execFileSync('xmllint', ['--noout', join(folder, 'picture.svg')]);
  } finally {
    rmSync(folder, {recursive: true});
  }
});
test('the program writes the page and the picture', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evenhand-report-'));
  const [page, svg] = [join(folder, 'page.md'), join(folder, 'picture.svg')];
  try {
    writeFileSync(page, readFileSync('docs/performance.md'));
    execFileSync(process.execPath, ['bench/report.mjs', 'tests/bench/figures.jsonl', page, svg]);
    assert.ok(readFileSync(page, 'utf8').includes(text));
    assert.equal(readFileSync(svg, 'utf8'), picture(figures));
  } finally {
    rmSync(folder, {recursive: true});
  }
});
test('script/bench has each part, and what the part runs is there', () => {
  const script = readFileSync('script/bench', 'utf8');
  const parts = /^parts=\((.*)\)$/m.exec(script)[1].split(' ');
  assert.ok(parts.length >= 10);
  const targets = readFileSync('bench/CMakeLists.txt', 'utf8');
  for (const part of parts) {
    const body = new RegExp(`^${part}\\(\\) \\{ (.*) \\}$`, 'm').exec(script)?.[1] ?? assert.fail(`${part} has no function`);
    const program = /\$binaries\/(\w+)/.exec(body)?.[1];
    if (program) assert.match(targets, new RegExp(`add_executable\\(${program} `), part);
    else assert.ok(existsSync(/bench\/[\w/]+/.exec(body)[0]), part);
  }
  assert.equal(spawnSync('script/bench', ['no-such-part'], {env: {...process.env, EVENHAND_BENCH_PART: ''}}).status, 2);
  assert.equal(spawnSync('script/bench', ['--seconds', '0']).status, 2);
});
test('a load counts what was called and how long it took', async () => {
  let calls = 0;
  const {rate, cpu, median, p99} = await load(3, 0.2, [process.pid], async () => {
    calls += 1;
    await new Promise((resolve) => setTimeout(resolve, 10));
  });
  assert.ok(calls > 0 && rate > 0 && rate < 400, `${rate}`);
  assert.ok(cpu >= 0 && median >= 9 && p99 >= median);
});
