// Faults of real processes, with the history checker: `node tests/faults/faults.mjs EVENHAND FAULT`
//
// kill      SIGKILL at random moments under the load
// full      files may not grow (prlimit --fsize), then may again
// busy      another process holds the database's write lock, again and again
// corrupt   random bit flips in the closed database and in a pack
// disk      a small file system that another program fills, and that is mounted read-only in the end
// writes    writing fails as on a file system that became read-only, and then takes long (strace puts it in the way)
// clock     the server's clock jumps by a day, forwards and back (libfaketime)
// overload  four times as many requests as can be answered
// slow      half heads and bodies, clients that never read, peers that vanish
// streams   ten thousand event streams
// soak      everything at once, for script/soak
// start     what a server has to refuse: a folder in use, another program's database, a text file, a newer schema
// nodes     three nodes on a PostgreSQL that is restarted, crashes and cuts them off, while they are killed and paused: nodes.mjs
// pooled    the same through PgBouncer
// EVENHAND_FAULTS_SEED repeats a run, EVENHAND_FAULTS_SECONDS (default 6; of nodes and pooled 20) bounds the load.
import {spawnSync} from 'node:child_process';
import {copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ask, everyCase, furnish, need, randomOf, readRecord, Receiver, run, Server, sleep, temporaryFolder} from './desk.mjs';
import {check, comparePack} from './history.mjs';
import {Load} from './load.mjs';
import * as machine from './machine.mjs';
import {nodes} from './nodes.mjs';
import * as many from './overload.mjs';
import {changedColumns, mayHoldAnything, rowsOf} from './rows.mjs';
import {soak} from './soak.mjs';

const [evenhand, fault] = process.argv.slice(2);
const seed = Number(process.env.EVENHAND_FAULTS_SEED ?? Date.now() % 1_000_000);
const secondsOr = (usual) => Number(process.env.EVENHAND_FAULTS_SECONDS ?? usual);
const seconds = secondsOr(6);
const random = randomOf(seed);
const folder = temporaryFolder(`fault-${fault}`);
const data = join(folder, 'data');
const database = join(data, 'evenhand.db');
const problems = [];
const expect = (what, holds, more = '') => holds || problems.push(`${what}${more && `: ${more}`}`);

const receiver = new Receiver(random);
async function desk(options) {
  mkdirSync(data, {recursive: true});
  await receiver.start();
  receiver.configure(receiver.folder ?? data);
  const server = new Server(evenhand, data, options);
  if (!(await server.start())) throw new Error(server.output);
  const {people} = await furnish(server);
  return {server, people};
}

/** Waits until every effect has come to its end, holds the history against the record, and the record against itself. */
async function judge(history, server, people, {where = ['--data', data], leased = false, patience_ms = 40_000, before = [], env = {}} = {}) {
  const {headers} = people[2];
  let found;
  let record;
  for (const until = Date.now() + patience_ms; ; await sleep(500)) {
    record = await readRecord(server.base, headers, await everyCase(server.base, headers));
    found = check(history, record, receiver.calls, {leased, strict: true});
    if (Date.now() > until || !found.some((text) => text.endsWith('came to no end'))) break;
  }
  problems.push(...found.slice(0, 20));
  await server.stop();
  const how = {before, env: {...process.env, ...env}};
  const doctor = run(evenhand, ['doctor', ...where], how);
  expect('doctor after the fault', doctor.code === 0, doctor.output.slice(0, 500));
  const pack = join(folder, 'cases.evpack');
  const exported = run(evenhand, ['export', ...[...record.keys()].slice(0, 50), ...where, '-o', pack], how);
  expect('export', exported.code === 0, exported.output.slice(0, 500));
  const verified = run(evenhand, ['verify', pack]);
  expect('verify', verified.code === 0, verified.output.slice(0, 500));
  if (exported.code === 0) problems.push(...comparePack(readFileSync(pack, 'utf8'), record, {goesOn: leased}).slice(0, 5));
  const written = history.filter((entry) => entry.op === 'write' && entry.status < 300).length;
  const retried = history.filter((entry) => entry.attempts > 1).length;
  const events = [...record.values()].reduce((sum, all) => sum + all.length, 0);
  expect('the load did little', written > 20, String(written));
  console.log(`${fault}: ${record.size} cases, ${events} events, ${written} writes acknowledged, ${retried} asked again, ${receiver.calls.size} effects`);
}

const until = (end) => Date.now() < end;

/** Runs a command that has to find everything well. */
function mustBeWell(what, args) {
  const done = run(evenhand, args);
  expect(what, done.code === 0, done.output.slice(0, 500));
}

const faults = {
  ...machine,
  ...many,
  soak,
  async kill() {
    const {server, people} = await desk();
    const load = new Load({bases: [server.base], people, random}).start();
    let kills = 0;
    for (const end = Date.now() + seconds * 1000; until(end); kills += 1) {
      await sleep(random.between(100, 900));
      await server.kill();
      expect('start after a kill', await server.start(), server.output);
    }
    console.log(`${kills} kills`);
    await judge(await load.stop(), server, people, {leased: true});
  },

  async full() {
    const {server, people} = await desk();
    const load = new Load({bases: [server.base], people, random}).start();
    const limit = (bytes) => spawnSync('prlimit', ['--pid', String(server.child.pid), `--fsize=${bytes}:unlimited`]);
    if (limit('unlimited').status !== 0) return console.log('full: skipped, prlimit is not there');
    let refused = 0;
    for (const end = Date.now() + seconds * 1000; until(end); ) {
      await sleep(random.between(200, 600));
      limit(4096);  // below what the log holds already: the next write fails
      await sleep(random.between(200, 600));
      refused += load.history.filter((entry) => entry.ended === null && entry.lastCode?.startsWith('store/')).length;
      expect('the server lives on', server.child.exitCode === null && server.child.signalCode === null, server.output.slice(-500));
      const read = await ask(server.base, 'GET', '/cases?limit=1', {headers: people[0].headers});
      expect('reads go on without room', read?.status === 200, String(read?.status));
      limit('unlimited');
    }
    expect('writes were refused while there was no room', refused > 0);
    await judge(await load.stop(), server, people, {leased: true});
  },

  async busy() {
    const {server, people} = await desk();
    const load = new Load({bases: [server.base], people, random}).start();
    const script = [
      'import sqlite3, sys, time, random',
      'random.seed(int(sys.argv[2])); end = time.time() + float(sys.argv[3]); held = 0',
      'db = sqlite3.connect(sys.argv[1], timeout=5, isolation_level=None)',
      'while time.time() < end:',
      '  try: db.execute("BEGIN IMMEDIATE")',
      '  except sqlite3.OperationalError: continue',
      '  time.sleep(random.uniform(0.01, 0.3)); db.execute("ROLLBACK"); held += 1; time.sleep(random.uniform(0, 0.05))',
      'print(held)',
    ].join('\n');
    const storm = new Promise((resolve) => import('node:child_process').then(({execFile}) => execFile('python3', ['-c', script, database, String(seed), String(seconds)], (error, out) => resolve(error ? null : Number(out)))));
    const held = await storm;
    console.log(`the write lock was held ${held} times by another process`);
    expect('the storm took place', held > 3, String(held));
    await judge(await load.stop(), server, people, {leased: true});
  },

  async corrupt() {
    const {server, people} = await desk();
    const load = new Load({bases: [server.base], people, random}).start();
    await sleep(2000);
    const history = await load.stop();
    await judge(history, server, people);
    const counts = {found: 0, 'refused at start': 0, 'the same content': 0, 'a value that nothing else speaks of': 0};
    const sound = readFileSync(database);
    const before = rowsOf(database);
    const copy = join(folder, 'copy');
    cpSync(data, copy, {recursive: true});
    const died = (done) => done.signal !== null || done.code > 2;
    const flips = Number(process.env.EVENHAND_FAULTS_FLIPS ?? 12);
    const unheld = new Map();
    for (let i = 0; i < flips; i += 1) {
      const bytes = Buffer.from(sound);
      const at = random.below(bytes.length);
      bytes[at] ^= 1 << random.below(8);
      const file = join(copy, 'evenhand.db');
      for (const more of ['-wal', '-shm']) rmSync(file + more, {force: true});
      writeFileSync(file, bytes);
      // Read first: opening it writes.
      const after = rowsOf(file);
      const doctor = run(evenhand, ['doctor', '--data', copy], {timeout: 30_000});
      expect('doctor on a flipped bit', !died(doctor), `${doctor.signal} ${doctor.code} ${doctor.output.slice(0, 300)}`);
      if (doctor.code !== 0) {
        counts[doctor.code === 1 ? 'found' : 'refused at start'] += 1;
        continue;
      }
      const changed = changedColumns(before, after);
      if (changed.length === 0) {
        counts['the same content'] += 1;
        continue;
      }
      for (const column of changed) unheld.set(column, (unheld.get(column) ?? 0) + 1);
      expect(`a flip at byte ${at} changed ${changed.join(', ')}, and doctor did not see it`, changed.every(mayHoldAnything));
      counts['a value that nothing else speaks of'] += 1;
    }
    console.log(`bit flips in the database (${statSync(database).size} bytes): ${JSON.stringify(counts)} ${JSON.stringify(Object.fromEntries(unheld))}`);
    const pack = readFileSync(join(folder, 'cases.evpack'));
    let found = 0;
    for (let i = 0; i < 40; i += 1) {
      const bytes = Buffer.from(pack);
      bytes[random.below(bytes.length)] ^= 1 << random.below(8);
      const path = join(folder, 'flipped.evpack');
      writeFileSync(path, bytes);
      const verified = run(evenhand, ['verify', path]);
      expect('verify on a flipped bit', !died(verified), `${verified.signal} ${verified.code}`);
      if (verified.code !== 0) found += 1;
    }
    console.log(`bit flips in a pack: ${found} of 40 found`);
    expect('flips in a pack that were not found', found === 40, String(40 - found));
  },

  async start() {
    const server = new Server(evenhand, data);
    expect('the first server starts', await server.start(), server.output);
    const greedy = new Server(evenhand, join(folder, 'greedy'), {more: ['--max-connections', '1000000'], before: ['prlimit', '--nofile=4096:4096']});
    expect('more connections than files may be open: code 2', (await greedy.start()) === false && greedy.code === 2 && /serve\/few-descriptors/.test(greedy.output), greedy.output);
    const second = new Server(evenhand, data);
    expect('a second server on the folder is refused', (await second.start()) === false && second.code === 2, `${second.code} ${second.output}`);
    expect('and says so', /store\/locked|another process/.test(second.output), second.output);
    expect('the first serves on', (await ask(server.base.replace('/api/v1', ''), 'GET', '/api/health'))?.status === 200);
    await server.stop();
    const sql = (file, text) => spawnSync('python3', ['-c', 'import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); d.executescript(sys.argv[2]); d.close()', file, text]);
    const refuses = async (what, pattern, prepare) => {
      const own = join(folder, what.replaceAll(' ', '-'));
      mkdirSync(own);
      const file = join(own, 'evenhand.db');
      prepare(file);
      const before = readFileSync(file);
      const one = new Server(evenhand, own);
      const started = await one.start();
      if (started) await one.stop();
      expect(`${what} is refused with code 2`, started === false && one.code === 2, `${one.code} ${one.output}`);
      expect(`${what} is named`, pattern.test(one.output), one.output);
      expect(`${what} is left as it was`, before.equals(readFileSync(file)));
    };
    await refuses('a text file', /not-a-database|no database/, (file) => writeFileSync(file, 'Dear diary\n'.repeat(1000)));
    await refuses('another program', /not-ours|another program/, (file) => sql(file, 'CREATE TABLE songs(id INTEGER PRIMARY KEY); INSERT INTO songs VALUES (1);'));
    await refuses('a newer schema', /newer-schema|newer/, (file) => {
      copyFileSync(database, file);
      sql(file, "UPDATE schema_migrations SET number = 999 WHERE number = (SELECT max(number) FROM schema_migrations);");
    });
  },

  nodes: (context) => nodes({...context, seed, seconds: secondsOr(20)}),
  pooled: (context) => nodes({...context, seed, seconds: secondsOr(20), isPooled: true}),
};

if (!existsSync(evenhand ?? '') || !faults[fault]) {
  console.error(`faults.mjs EVENHAND ${Object.keys(faults).join('|')}`);
  process.exit(2);
}
const began = Date.now();
try {
  await faults[fault]({desk, judge, expect, random, seconds, folder, data, receiver, evenhand, mustBeWell});
} catch (error) {
  problems.push(String(error.stack ?? error));
}
if (receiver.http) receiver.stop();
for (const text of problems.slice(0, 30)) console.error(text);
console.log(`${fault}: ${problems.length} problems (seed ${seed}, ${Math.round((Date.now() - began) / 1000)} s)`);
process.exit(problems.length === 0 ? 0 : 1);
