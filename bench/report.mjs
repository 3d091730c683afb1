// Makes the generated part of docs/performance.md, and the picture beside it, from the figures that script/bench collected:
//   node bench/report.mjs FIGURES.jsonl PAGE.md PICTURE.svg
// A line is a figure of a part: {run, part, name, value, unit, aim?, limit?, met?, beside?}, something that could not be measured
// {run, part, name, missing}, or the machine {run, part: "machine", …}. A name `what/system/callers[/measure]` goes into a table of
// callers, `NUMBER …: figure` into one of sizes, others into a list. Ratios over parts are made of figures of one run only.
import {readFileSync, writeFileSync} from 'node:fs';
import {pathToFileURL} from 'node:url';
import {picture} from './picture.mjs';

const titles = {
  steps: 'Durable steps over HTTP', peers: 'Peers: a workflow of five durable steps', tickets: 'Ticket-like work over HTTP', ledger: 'The ledger, one core',
  growth: 'Growth with the number of cases', compile: 'Compiling SOP files', paper: 'Printing a procedure', feel: 'FEEL, one core', store: 'The store alone', http: 'The HTTP server alone',
  sizes: 'Sizes',
};
const begin = '<!-- made by script/bench: begin -->';
const end = '<!-- made by script/bench: end -->';

/** The figures of a file: [{…, id}], `id` being `part/name`. */
export function parse(text) {
  return text.split('\n').filter((line) => line !== '').map((line) => {
    const figure = JSON.parse(line);
    const name = figure.name?.startsWith(`${figure.part}/`) ? figure.name.slice(figure.part.length + 1) : figure.name;
    return {...figure, name, id: `${figure.part}/${name}`};
  });
}

export function shown(value) {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : Math.min(6, 2 - Math.floor(Math.log10(size)));
  return value.toLocaleString('en-US', {minimumFractionDigits: digits, maximumFractionDigits: digits});
}

/** `what/system/callers[/measure]` in its pieces, or null. `system : other` is a ratio and no row. */
export function cell(name) {
  const match = /^([^/]+)\/([^/:]+)\/(\d+)(?:\/([^/]+))?$/.exec(name ?? '');
  return match && {what: match[1], system: match[2], callers: Number(match[3]), measure: match[4] ?? ''};
}

/** Ratios of figures of different parts, where both were measured in the same run. */
export function ratios(figures) {
  const byId = new Map(figures.filter((figure) => figure.value !== undefined).map((figure) => [figure.id, figure]));
  const made = [];
  const add = (part, name, above, below, limit) => {
    const [over, under] = [byId.get(above), byId.get(below)];
    if (!over || !under || over.run !== under.run || under.value === 0) return;
    const value = over.value / under.value;
    made.push({run: over.run, part, name, id: `${part}/${name}`, value, unit: 'times', aim: 'at least', limit, met: value >= limit});
  };
  for (const database of ['sqlite', 'postgresql']) {
    for (const callers of [1, 32, 256])
      add('peers', `steps a CPU second, Evenhand on ${database} : Restate/${callers}`, `peers/five/restate/${callers}/cpu`, `steps/${database}/evenhand/${callers}/cpu`, 10);
    for (const operation of ['open', 'reply', 'change', 'list'])
      add('tickets', `${operation} a second, Evenhand on ${database} : Request Tracker/16`, `tickets/${operation}/${database}/16`, `tickets/${operation}/rt/16`, 100);
  }
  return made;
}

const callersHead = (count) => `${count} caller${count === 1 ? '' : 's'}`;
const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (heads, rows) => [row(heads), row(heads.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(row), ''];

/** Every figure that has an aim; those that differ by the callers alone in one row. */
function aims(figures) {
  const rows = new Map();
  for (const {part, name, value, unit, aim, limit, met} of figures) {
    if (aim === undefined) continue;
    const match = /^(.*)\/(\d+)((?:\/[^/]+)?)$/.exec(name);
    const title = match ? match[1] + match[3] : name;
    const key = `${part}/${title}/${aim} ${limit}`;
    if (!rows.has(key)) rows.set(key, {part, title, unit, goal: `${aim} ${limit.toLocaleString('en-US')}`, values: [], missed: 0});
    const made = rows.get(key);
    made.values.push((match ? `${match[2]}: ` : '') + shown(value));
    made.missed += met ? 0 : 1;
  }
  const order = Object.keys(titles);
  return [...rows.values()].sort((a, b) => order.indexOf(a.part) - order.indexOf(b.part)).map(({part, title, unit, goal, values, missed}) =>
    [`${part}: ${title}`, values.join('; '), unit, goal, missed === 0 ? 'met' : missed === values.length ? '**missed**' : '**missed in part**']);
}

/** Figures by caller count: a row for what and system, a column for each measure and count. */
function grid(cells) {
  const lines = [];
  for (const measure of [...new Set(cells.map(({at}) => at.measure))]) {
    const those = cells.filter(({at}) => at.measure === measure);
    const counts = [...new Set(those.map(({at}) => at.callers))].sort((a, b) => a - b);
    const whats = [...new Set(those.map(({at}) => at.what))];
    const rows = new Map();
    for (const {at, figure} of [...those].sort((a, b) => whats.indexOf(a.at.what) - whats.indexOf(b.at.what))) {
      const key = `${at.what}, ${names[at.system] ?? at.system}`;
      if (!rows.has(key)) rows.set(key, {});
      rows.get(key)[at.callers] = shown(figure.value);
    }
    const unit = those[0].figure.unit;
    const head = {'': unit, cpu: `CPU, ${unit}`, median: `median, ${unit}`, p99: '99th of 100, ' + unit}[measure] ?? measure;
    lines.push(...table([head, ...counts.map(callersHead)],
      [...rows].map(([key, values]) => [key, ...counts.map((count) => values[count] ?? '-')])));
  }
  return lines;
}
const names = {evenhand: 'Evenhand', floor: 'floor', sqlite: 'Evenhand on SQLite', postgresql: 'Evenhand on PostgreSQL', rt: 'Request Tracker 5', restate: 'Restate', dbos: 'DBOS Transact'};

/** Ratios `system : other` by caller count. */
function comparisons(figures) {
  const counts = [...new Set(figures.map(({callers}) => callers))].sort((a, b) => a - b);
  const rows = new Map();
  for (const {what, callers, figure} of figures) rows.set(what, {...rows.get(what), [callers]: shown(figure.value)});
  return table(['times', ...counts.map(callersHead)], [...rows].map(([what, values]) => [what, ...counts.map((count) => values[count] ?? '-')]));
}

function sizes(figures) {
  const counts = [...new Set(figures.map(({size}) => size))].sort((a, b) => a - b);
  const rows = new Map();
  for (const {size, what, figure} of figures) {
    const key = `${what}, ${figure.unit}`;
    if (!rows.has(key)) rows.set(key, {});
    rows.get(key)[size] = shown(figure.value);
  }
  return table(['', ...counts.map((count) => count.toLocaleString('en-US'))], [...rows].map(([key, values]) => [key, ...counts.map((count) => values[count] ?? '-')]));
}

function list(figures) {
  const beside = ({value, beside: other}) => (other ? `${other.name}: ${shown(other.value)} (${shown(value / other.value)} times)` : '');
  const besides = figures.some((figure) => figure.beside);
  return table(['', 'Value', 'Unit', ...(besides ? ['Beside'] : [])],
    figures.map((figure) => [figure.name, shown(figure.value), figure.unit, ...(besides ? [beside(figure)] : [])]));
}

function machine({at, commit, cpu, cores, memory_gib, kernel, load, sync_median_ms, sync_p99_ms, filesystem, versions}) {
  const known = Object.entries(versions).filter(([, version]) => version).map(([name, version]) => `${name} ${version}`);
  return `- ${at.slice(0, 16).replace('T', ' ')} UTC, commit ${commit}: ${cpu}, ${cores} cores, ${memory_gib} GiB, Linux ${kernel}, ${filesystem}; a write of 4 KiB ` +
    `synced in ${shown(sync_median_ms)} ms (median; 99 of 100 within ${shown(sync_p99_ms)} ms); load before the run ${shown(load)}. ${known.join(', ')}.`;
}

/** The generated part of the page. */
export function report(figures) {
  const all = [...figures, ...ratios(figures)];
  const lines = [];
  const runs = [...new Set(all.map(({run}) => run))];
  lines.push(runs.length > 1 ? `Measured in ${runs.length} runs on this machine; ratios over parts are of one run:` : 'Measured in one run on this machine:', '');
  const machines = all.filter(({part}) => part === 'machine');
  lines.push(...machines.map(machine), '', `![Steps a second, CPU a step, and CPU a ticket operation](performance.svg)`, '');
  lines.push('### Aims', '', 'Where a row has several values, the number before each is that of the callers.', '');
  lines.push(...table(['Figure', 'Measured', 'Unit', 'Aim', ''], aims(all)));
  for (const [part, title] of Object.entries(titles)) {
    const those = all.filter((figure) => figure.part === part);
    if (those.length === 0) continue;
    lines.push(`### ${title}`, '');
    const cells = [], compared = [], bySize = [], others = [];
    for (const figure of those) {
      if (figure.missing !== undefined) continue;
      const at = cell(figure.name);
      const sized = /^(\d+) [^:]*: (.*)$/.exec(figure.name);
      const ratio = /^(.* : .*?)\/(\d+)((?:\/[^/]+)?)$/.exec(figure.name);
      if (at) cells.push({at, figure});
      else if (sized) bySize.push({size: Number(sized[1]), what: sized[2], figure});
      else if (!ratio) others.push(figure);
      else if (figure.aim === undefined) compared.push({what: ratio[1] + ratio[3], callers: Number(ratio[2]), figure}); // the others are among the aims
    }
    for (const {name, missing} of those.filter((figure) => figure.missing !== undefined)) lines.push(`Not measured: ${names[name] ?? name}: ${missing}.`, '');
    if (cells.length > 0) lines.push(...grid(cells));
    if (compared.length > 0) lines.push(...comparisons(compared));
    if (bySize.length > 0) lines.push(...sizes(bySize));
    if (others.length > 0) lines.push(...list(others));
  }
  return lines.join('\n').trimEnd();
}

/** `page` with what stands between the marks replaced. */
export function within(page, text) {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page lacks the lines ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file, page, svg] = process.argv.slice(2);
  const figures = parse(readFileSync(file, 'utf8'));
  writeFileSync(page, within(readFileSync(page, 'utf8'), report(figures)));
  writeFileSync(svg, picture(figures));
}
