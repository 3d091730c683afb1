// What a server answered with 200 or 201 is there after it is killed: `node tests/kill/kill.mjs EVENHAND`
//
// Callers write notes and open cases over HTTP, each under a key of its own, while the server is killed (SIGKILL) again and
// again. After each start every answer is compared with the history, and every request that was cut off is sent again under
// its key: it is there once, whether it had arrived or not. At the end `evenhand doctor` looks over the whole folder.
// EVENHAND_KILL_ROUNDS (default 50) and EVENHAND_KILL_SECONDS (default 50) bound a run; EVENHAND_KILL_SEED repeats one.
import {spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const evenhand = process.argv[2];
const rounds = Number(process.env.EVENHAND_KILL_ROUNDS ?? 50);
const secondsMax = Number(process.env.EVENHAND_KILL_SECONDS ?? 50);
const roundsMin = Math.min(rounds, 10);
const seed = Number(process.env.EVENHAND_KILL_SEED ?? Date.now() % 1_000_000);
const callers = 6;
const folder = mkdtempSync(join(tmpdir(), 'evenhand-kill-'));
const data = join(folder, 'data');

// mulberry32: the same kills for the same seed.
let random32 = seed;
const random = () => {
  random32 = (random32 + 0x6d2b79f5) | 0;
  let t = Math.imul(random32 ^ (random32 >>> 15), 1 | random32);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const problems = [];
const problem = (text) => {
  if (problems.length < 20) problems.push(text);
};

let server;
let url;
async function start() {
  const portFile = join(folder, 'port');
  rmSync(portFile, {force: true});
  const child = spawn(evenhand, ['serve', '--data', data, '--port', '0', '--port-file', portFile, '--quiet']);
  server = {child, output: '', ended: new Promise((resolve) => child.on('exit', resolve))};
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (server.output += chunk));
  for (let i = 0; i < 2000 && child.exitCode === null; i += 1) {
    if (existsSync(portFile) && readFileSync(portFile, 'utf8').endsWith('\n')) {
      url = `http://127.0.0.1:${readFileSync(portFile, 'utf8').trim()}/api/v1`;
      return;
    }
    await sleep(5);
  }
  throw new Error(`the server did not start:\n${server.output}`);
}
async function kill() {
  server.child.kill('SIGKILL');
  await server.ended;
}

let headers = {};
/** The answer, or null when the server was gone before all of it came. */
async function ask(method, path, body, more = {}) {
  try {
    const response = await fetch(url + path, {
      method,
      headers: {...headers, ...more, ...(body === undefined ? {} : {'Content-Type': 'application/json'})},
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return {status: response.status, headers: response.headers, data: text === '' ? null : JSON.parse(text)};
  } catch {
    return null;
  }
}
async function need(method, path, body, more) {
  const answer = await ask(method, path, body, more);
  if (answer === null || answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer.data;
}

const sop = '---\nid: notes\ntitle: Notes\n---\n\n# Notes\n\n## 1. Write\n\n- [ ] Write.\n- Close as **written**.\n';
const opening = (subject) => ({procedure: 'notes', subject, channel: 'email', customer: {name: 'Kim'}});

/** What each caller works on, what was answered since the last check, and the request that was cut off. */
const workers = [];
let counter = 0;
async function work(worker) {
  for (;;) {
    counter += 1;
    const request =
      counter % 10 === 0
        ? {kind: 'case', path: '/cases', body: opening(`subject ${counter}`)}
        : {kind: 'note', path: `/cases/${worker.id}/commands`, body: {type: 'add-note', text: `note ${counter}`}};
    request.key = `key-${counter}`;
    worker.cut = request;
    const answer = await ask('POST', request.path, request.body, {'Idempotency-Key': request.key});
    if (answer === null) return;
    worker.cut = null;
    if (answer.status < 300) worker.answered.push({request, answer: answer.data});
    else if (answer.status !== 503) problem(`${request.path}: ${answer.status} ${JSON.stringify(answer.data)}`);
  }
}

/** Every event after `after`, page by page. */
async function eventsAfter(id, after) {
  const all = [];
  for (let cursor = String(after); cursor; ) {
    const page = await need('GET', `/cases/${id}/events?cursor=${cursor}`);
    all.push(...page.items);
    cursor = page.next_cursor;
  }
  return all;
}

let checked = 0;
async function check(worker) {
  if (worker.cut) {
    const {path, body, key} = worker.cut;
    const answer = await ask('POST', path, body, {'Idempotency-Key': key});
    if (answer === null || answer.status >= 300) problem(`again under its key: ${JSON.stringify(answer)}`);
    else worker.answered.push({request: worker.cut, answer: answer.data});
    worker.cut = null;
  }
  const events = await eventsAfter(worker.id, worker.seen);
  for (const [i, event] of events.entries())
    if (event.seq !== worker.seen + i + 1) problem(`${worker.id}: event ${event.seq} after ${worker.seen + i}`);
  const notes = new Map();
  for (const event of events) {
    if (event.type !== 'note-added') continue;
    if (notes.has(event.data.text)) problem(`${worker.id}: "${event.data.text}" is there twice`);
    notes.set(event.data.text, event.seq);
  }
  for (const {request, answer} of worker.answered) {
    checked += 1;
    if (request.kind === 'case') {
      const found = await ask('GET', `/cases/${answer.id}`);
      if (found?.data?.subject !== request.body.subject) problem(`the case ${answer.id} was answered and is not there`);
    } else if (notes.get(request.body.text) !== answer.seq) {
      problem(`${worker.id}: "${request.body.text}" was answered as event ${answer.seq} and is ${notes.get(request.body.text)}`);
    }
  }
  const answered = new Set(worker.answered.map(({request}) => request.body.text));
  for (const text of notes.keys()) if (!answered.has(text)) problem(`${worker.id}: "${text}" is there and nobody was told`);
  worker.seen += events.length;
  worker.answered = [];
}

const began = Date.now();
let done = 0;
try {
  await start();
  const password = /with the password (\S+) /.exec(server.output)?.[1];
  const signedIn = await ask('POST', '/session', {email: 'admin@localhost', password});
  const cookie = signedIn.headers.get('set-cookie').split(';')[0];
  const own = {Cookie: cookie, 'X-Evenhand-CSRF': signedIn.data.csrf};
  const scopes = ['case.read', 'case.work'];
  await need('POST', '/procedures/notes/publish', {note: 'first', source: sop}, own);
  headers = {Authorization: `Bearer ${(await need('POST', '/tokens', {name: 'kill', scopes}, own)).secret}`};
  for (let i = 0; i < callers; i += 1) {
    const made = await need('POST', '/cases', opening(`of caller ${i}`));
    workers.push({id: made.id, seen: 0, answered: [], cut: null});
  }
  for (; done < rounds && (done < roundsMin || Date.now() - began < secondsMax * 1000); done += 1) {
    const all = workers.map(work);
    await sleep(20 + random() * 200);
    await kill();
    await Promise.all(all);
    await start();
    for (const worker of workers) await check(worker);
  }
  await kill();
  const doctor = spawnSync(evenhand, ['doctor', '--data', data], {encoding: 'utf8'});
  if (doctor.status !== 0) problem(`doctor: ${doctor.stdout}${doctor.stderr}`);
} catch (error) {
  problem(String(error.stack ?? error));
  server?.child.kill('SIGKILL');
}
rmSync(folder, {recursive: true, force: true});
if (checked < done * callers) problem(`only ${checked} answers were checked`);
for (const text of problems) console.error(text);
console.log(`${done} kills, ${checked} answers checked, ${problems.length} problems (seed ${seed}, ${Math.round((Date.now() - began) / 1000)} s)`);
process.exit(problems.length === 0 ? 0 : 1);
