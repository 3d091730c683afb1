// One line of JSON on the machine that figures are taken on: node bench/machine.mjs COMMIT. The time of a sync is measured in the
// folder for temporary files, where the databases of the benchmarks are.
import {execFileSync} from 'node:child_process';
import {closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync} from 'node:fs';
import {arch, availableParallelism, cpus, loadavg, release, tmpdir, totalmem} from 'node:os';
import {join} from 'node:path';

/** Milliseconds, sorted, of a hundred writes of 4 KiB, each synced. */
function syncs() {
  const folder = mkdtempSync(join(tmpdir(), 'evenhand-sync-'));
  const file = openSync(join(folder, 'file'), 'w');
  const took = [];
  for (let i = 0; i < 110; ++i) {
    const start = performance.now();
    writeSync(file, Buffer.alloc(4096, i));
    fdatasyncSync(file);
    if (i >= 10) took.push(performance.now() - start);
  }
  closeSync(file);
  rmSync(folder, {recursive: true});
  return took.sort((a, b) => a - b);
}
/** The last word that is a version in what a program says of itself, or null. */
function versionOf(program, ...args) {
  try {
    return /\d+(\.\d+)+\S*/.exec(execFileSync(program, args, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}))?.[0] ?? null;
  } catch {
    return null;
  }
}
const installed = (name) => versionOf('dpkg-query', '-W', '-f=${Version}', name);
const peers = JSON.parse(readFileSync(new URL('./peers/package.json', import.meta.url), 'utf8')).dependencies;
const sync = syncs();
console.log(JSON.stringify({
  part: 'machine', at: new Date().toISOString(), commit: process.argv[2] ?? '', cpu: cpus()[0]?.model ?? arch(), cores: availableParallelism(),
  memory_gib: Math.round(totalmem() / 2 ** 30), kernel: release(), load: loadavg()[0], sync_median_ms: sync[50], sync_p99_ms: sync[98],
  filesystem: execFileSync('stat', ['-f', '-c', '%T', tmpdir()], {encoding: 'utf8'}).trim(),
  versions: {
    'g++': versionOf('g++', '-dumpfullversion'), SQLite: installed('libsqlite3-0'), PostgreSQL: installed('postgresql-15') ?? installed('postgresql'),
    'Node.js': process.version, Restate: peers['@restatedev/restate-server'], 'DBOS Transact': peers['@dbos-inc/dbos-sdk'],
    'Request Tracker': versionOf('apt-cache', 'policy', 'request-tracker5'),
  },
}));
