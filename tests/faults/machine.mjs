// Faults of the machine under a server: its file system, its disk, its clock.
import {spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ask, readRecord, run, sleep} from './desk.mjs';
import {Load} from './load.mjs';

/** A small file system (doctor wants 256 MiB free) over the data folder, in a namespace of its own: whoever runs in it sees it. Null where none may be made. */
async function smallFileSystem(data, mebibytes) {
  mkdirSync(data, {recursive: true});
  const script = 'mount -t tmpfs -o size="$1"m,mode=700 evenhand "$0" && echo ready && exec sleep 600';
  const holder = spawn('unshare', ['-rm', 'sh', '-c', script, data, String(mebibytes)]);
  process.on('exit', () => holder.kill('SIGKILL'));
  const said = await new Promise((resolve) => {
    holder.stdout.on('data', () => resolve(true));
    holder.on('error', () => resolve(false));
    holder.on('close', () => resolve(false));
  });
  if (!said) return null;
  const inside = ['nsenter', '-t', String(holder.pid), '-m', '-U', '--preserve-credentials'];
  const mount = (how) => spawnSync(inside[0], [...inside.slice(1), 'mount', '-o', `remount,${how}`, data]).status === 0;
  return {inside, mount, seen: `/proc/${holder.pid}/root${data}`, remove: () => holder.kill('SIGKILL')};
}

/** Answers of system calls that strace puts in place of the real ones, or late, until `end`. Null where it may not. */
async function meddle(pid, call, what) {
  const tracer = spawn('strace', ['-f', '-qq', '-o', '/dev/null', '-p', String(pid), '-e', `trace=${call}`, '-e', `inject=${call}:${what}`]);
  let ended = false;
  tracer.on('error', () => (ended = true));
  tracer.on('close', () => (ended = true));
  const isTraced = () => /^TracerPid:\s+[1-9]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  for (let i = 0; i < 400 && !ended && !isTraced(); i += 1) await sleep(5);
  if (ended) return null;
  return {
    end: async () => {
      tracer.kill('SIGINT');
      while (!ended) await sleep(5);
    },
  };
}

const isUp = (server) => server.child.exitCode === null && server.child.signalCode === null;

/** A file system that another program fills up again and again, and that is mounted read-only in the end. */
export async function disk({desk, judge, expect, random, seconds, data, receiver, evenhand}) {
  const small = await smallFileSystem(data, 280);
  if (small === null) return console.log('disk: skipped, this machine lets nobody make a file system of their own (unshare -rm)');
  receiver.folder = small.seen;
  const {server, people} = await desk({before: small.inside});
  const load = new Load({bases: [server.base], people, random, openCases: 3}).start();
  const ballast = join(small.seen, 'ballast');
  let refused = 0;
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    await sleep(random.between(200, 600));
    spawnSync('sh', ['-c', `cat /dev/zero > '${ballast}' 2>/dev/null`]);
    await sleep(random.between(200, 600));
    refused += load.history.filter((entry) => entry.ended === null && entry.lastCode?.startsWith('store/')).length;
    expect('the server lives on', isUp(server), server.output.slice(-500));
    const read = await ask(server.base, 'GET', '/cases?limit=1', {headers: people[0].headers});
    expect('reads go on without room', read?.status === 200, String(read?.status));
    rmSync(ballast, {force: true});
  }
  expect('writes were refused while there was no room', refused > 0);
  const history = await load.stop();
  await judge(history, server, people, {leased: true, before: small.inside});
  expect('it can be mounted read-only', small.mount('ro'));
  const bytes = readFileSync(join(small.seen, 'evenhand.db'));
  expect('a server on a read-only folder is refused with code 2', (await server.start()) === false && server.code === 2, `${server.code} ${server.output}`);
  expect('and says why', /store\/read-only/.test(server.output) && /mounted read-only/.test(server.output), server.output);
  const doctor = run(evenhand, ['doctor', '--data', data], {before: small.inside});
  expect('doctor says so too', doctor.code === 2 && /store\/read-only/.test(doctor.output), `${doctor.code} ${doctor.output}`);
  expect('the file is as it was', bytes.equals(readFileSync(join(small.seen, 'evenhand.db'))));
  expect('and writable again it serves', small.mount('rw') && (await server.start()), server.output);
  await judge(history, server, people, {leased: true, before: small.inside});
  small.remove();
}

/** Writing fails as on a file system that was mounted read-only under the server, and then takes long. */
export async function writes({desk, judge, expect, random, seconds}) {
  const {server, people} = await desk();
  const load = new Load({bases: [server.base], people, random}).start();
  let refused = 0;
  let rounds = 0;
  for (const end = Date.now() + (seconds * 1000) / 2; Date.now() < end; rounds += 1) {
    await sleep(random.between(200, 600));
    const readOnly = await meddle(server.child.pid, 'pwrite64', 'error=EROFS');
    if (readOnly === null) return void (await load.stop(), await server.stop(), console.log('writes: skipped, strace is not there or may not'));
    await sleep(random.between(200, 600));
    refused += load.history.filter((entry) => entry.ended === null && entry.lastCode?.startsWith('store/')).length;
    const read = await ask(server.base, 'GET', '/cases?limit=1', {headers: people[0].headers});
    expect('reads go on', read?.status === 200, String(read?.status));
    await readOnly.end();
    expect('the server lives on', isUp(server), server.output.slice(-500));
  }
  expect('writes were refused while nothing could be written', refused > 0);
  const before = load.acknowledged;
  const slow = await meddle(server.child.pid, 'fdatasync', 'delay_enter=80000');
  await sleep((seconds * 1000) / 2);
  await slow?.end();
  const acknowledged = load.acknowledged - before;
  console.log(`writes: ${rounds} times read-only, then ${acknowledged} writes while each sync took 80 ms longer`);
  expect('a slow disk is slow, and no more', acknowledged > seconds, String(acknowledged));
  await judge(await load.stop(), server, people, {leased: true});
}

/** The clock of the server jumps, also back by a day; the record's times do not. */
export async function clock({desk, judge, expect, random, seconds, folder, evenhand, data}) {
  const library = ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`).find((path) => existsSync(path));
  if (!library) return console.log('clock: skipped, libfaketime is not there (package faketime)');
  const file = join(folder, 'clock');
  const set = (hours) => writeFileSync(file, `${hours < 0 ? '' : '+'}${hours * 3600}\n`);
  set(0);
  // Elapsed time goes on by itself, as on a machine whose clock is set.
  const env = {LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1', NO_FAKE_STAT: '1'};
  const {server, people} = await desk({env});
  const load = new Load({bases: [server.base], people, random}).start();
  const visited = [];
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    await sleep(random.between(300, 700));
    const hours = visited.length % 2 === 0 ? 23 - random.below(3) : random.below(3) - 1;
    visited.push(hours);
    set(hours);
    expect('the server lives on', isUp(server), server.output.slice(-500));
  }
  set(-1);  // a day before the newest events
  await sleep(500);
  const history = await load.stop();
  const {headers} = people[2];
  const ids = [...new Set(history.filter((entry) => entry.kind === 'open' && entry.case).map((entry) => entry.case))];
  const record = await readRecord(server.base, headers, ids);
  let events = 0;
  let backwards = 0;
  let span = 0;
  for (const all of record.values()) {
    events += all.length;
    for (let i = 1; i < all.length; i += 1) if (Date.parse(all[i].at) < Date.parse(all[i - 1].at)) backwards += 1;
    span = Math.max(span, Date.parse(all.at(-1).at) - Date.parse(all[0].at));
  }
  console.log(`clock: set ${visited.length} times, the last to an hour ago; ${record.size} cases, ${events} events, a case spans ${Math.round(span / 3_600_000)} h at most`);
  expect('the jumps were seen', span > 15 * 3_600_000, String(span));
  expect('no case goes back in time', backwards === 0, String(backwards));
  await server.stop();
  const behind = run(evenhand, ['doctor', '--data', data], {env: {...process.env, ...env}});
  expect('doctor names a clock that is behind', behind.code === 1 && /later than this clock: set the clock right/.test(behind.output), `${behind.code} ${behind.output.slice(0, 800)}`);
  expect('a server whose clock is behind starts all the same', await server.start(), server.output);
  load.giveUpAt = Infinity;
  await load.command({person: people[0], node: 0}, ids[0], {type: 'add-note', text: 'the clock is behind'});
  expect('and takes commands', [200, 201, 409].includes(history.at(-1).status), JSON.stringify(history.at(-1)));
  set(24);  // by now everything that was put off is due
  await sleep(1_000);
  await judge(history, server, people, {leased: true, env});
}
