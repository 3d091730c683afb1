// What the fault tests share: servers under test, a service that connectors call, and a business with people and procedures.
import {execFile, spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The numbers of a run; mulberry32, so that a seed repeats them. */
export function randomOf(seed) {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {next, below: (n) => Math.floor(next() * n), between: (low, high) => low + next() * (high - low)};
}

/** A folder that is gone when the process ends. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `evenhand-${name}-`));
  process.on('exit', () => rmSync(folder, {recursive: true, force: true}));
  return folder;
}

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** One `evenhand serve`. `more` are further options, `env` further environment, `before` a command that it is started by. */
export class Server {
  constructor(evenhand, data, {more = [], env = {}, before = [], port = 0} = {}) {
    Object.assign(this, {evenhand, data, more, env, before, port, output: '', child: null, base: null});
  }
  /** @returns whether it answers; false when it ended by itself, with its words in `output` and its code in `code`. */
  async start(seconds = 30) {
    const portFile = join(temporary, `port-${(Server.count = (Server.count ?? 0) + 1)}`);
    const command = [...this.before, this.evenhand, 'serve', '--data', this.data, '--port', String(this.port), '--port-file', portFile, '--quiet', ...this.more];
    this.output = '';
    const child = spawn(command[0], command.slice(1), {env: {...process.env, ...this.env}});
    this.child = child;
    running.add(child);
    this.ended = new Promise((resolve) =>
      child.on('close', (code, signal) => {
        running.delete(child);
        Object.assign(this, {code, signal});
        resolve(code);
      }),
    );
    child.on('error', (error) => (this.output += error));
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (this.output += chunk));
    for (const until = Date.now() + seconds * 1000; Date.now() < until; await sleep(5)) {
      if (child.exitCode !== null || child.signalCode !== null) return void (await this.ended) ?? false;
      const text = existsSync(portFile) ? readFileSync(portFile, 'utf8') : '';
      if (!text.endsWith('\n')) continue;
      this.port = Number(text);  // the same one next time, so that callers find it again
      this.base = `http://127.0.0.1:${this.port}/api/v1`;
      while (!/ready at/.test(this.output) && child.exitCode === null) await sleep(2);
      this.password ??= /with the password (\S+) /.exec(this.output)?.[1];
      return true;
    }
    await this.kill();
    throw new Error(`the server neither answered nor ended in ${seconds} s:\n${this.output}`);
  }
  async stop(signal = 'SIGTERM') {
    this.child.kill(signal);
    return this.ended;
  }
  kill() {
    return this.stop('SIGKILL');
  }
}
const temporary = temporaryFolder('faults');

/** Runs `evenhand …` to its end: {code, output}. `before`: a command that it is started by. */
export function run(evenhand, args, {before = [], ...options} = {}) {
  const [program, ...rest] = [...before, evenhand, ...args];
  const done = spawnSync(program, rest, {encoding: 'utf8', maxBuffer: 1 << 28, ...options});
  return {code: done.status, signal: done.signal, output: done.stdout + done.stderr, stdout: done.stdout};
}

/** The same while others go on. */
export function runBeside(command, args) {
  return new Promise((resolve) => execFile(command, args, {maxBuffer: 1 << 28}, (error, out, words) => resolve({code: error ? (error.code ?? -1) : 0, output: out + words})));
}

/** The answer {status, headers, data}, or null when no whole one came. */
export async function ask(base, method, path, {headers = {}, body, seconds = 20} = {}) {
  try {
    const response = await fetch(base + path, {
      method,
      headers: {...headers, ...(body === undefined ? {} : {'Content-Type': 'application/json'})},
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(seconds * 1000),
    });
    const text = await response.text();
    return {status: response.status, headers: response.headers, data: text === '' ? null : JSON.parse(text)};
  } catch {
    return null;
  }
}
/** The data of an answer that has to be a good one. */
export async function need(base, method, path, options) {
  const answer = await ask(base, method, path, options);
  if (answer === null || answer.status >= 300) throw new Error(`${method} ${path}: ${answer?.status} ${JSON.stringify(answer?.data)}`);
  return answer.data;
}

/**
 * What connectors call: counts by idempotency key, and now and then answers late, with 503 or not at all. The third call with a key
 * is answered: after a third failure an effect rests for 32 s, and nobody could tell it from one that is lost.
 */
export class Receiver {
  constructor(random) {
    this.random = random;
    this.calls = new Map();
  }
  async start() {
    this.http = createServer((request, response) => {
      request.resume();
      request.on('end', async () => {
        const key = request.headers['idempotency-key'] ?? '';
        const calls = (this.calls.get(key) ?? 0) + 1;
        this.calls.set(key, calls);
        const dice = calls < 3 ? this.random.next() : this.random.between(0.1, 1);
        if (dice < 0.05) return request.socket.destroy();
        if (dice < 0.1) return response.writeHead(503, {'Retry-After': '1'}).end('{}');
        if (dice < 0.3) await sleep(this.random.between(1, 60));
        const answer = {delivered: '2026-01-02', amount: '64.90', id: `r-${key}`, findings: 'Parcel was wet.', fault: true};
        response.writeHead(200, {'Content-Type': 'application/json'}).end(JSON.stringify(answer));
      });
    });
    await new Promise((resolve) => this.http.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.http.address().port}`;
  }
  stop() {
    this.http.closeAllConnections();
    this.http.close();
  }
  /** connectors.json of a data folder. */
  configure(data = this.folder) {
    const outputs = {
      'look up order': {'delivered on': '/delivered', amount: '/amount'},
      'refund payment': {'refund id': '/id'},
      'look into it': {findings: '/findings', 'at fault': '/fault'},
      'give remedy': {'remedy id': '/id'},
    };
    const actions = {};
    for (const [name, gives] of Object.entries(outputs)) actions[name] = {url: `${this.url}/${name.replaceAll(' ', '-')}`, body: {}, outputs: gives};
    writeFileSync(join(data, 'connectors.json'), JSON.stringify({connectors: {desk: {kind: 'http', allow_private: true, timeout_seconds: 5, actions}}}));
  }
}

/** A starter procedure whose actions are done by the connector `desk`. */
function withConnector(source) {
  return source.replace(/(^## Actions\n\n)((?:\|.*\n)+)/m, (_, head, table) => {
    const rows = table.trimEnd().split('\n');
    const cells = ['Connector', '---', ...rows.slice(2).map(() => 'desk')];
    return head + rows.map((row, i) => row.replace(/^(\|[^|]*\|)/, `$1 ${cells[i]} |`)).join('\n') + '\n';
  });
}

const roles = ['agent', 'agent', 'lead', 'approver'];

/** Publishes procedures and makes people with tokens: [{id, headers}], each with all the rights that the work asks for. */
export async function furnish(server) {
  const {base} = server;
  const signedIn = await ask(base, 'POST', '/session', {body: {email: 'admin@localhost', password: server.password}});
  if (signedIn?.status !== 200) throw new Error(`signing in: ${JSON.stringify(signedIn)}\n${server.output}`);
  const own = {Cookie: signedIn.headers.get('set-cookie').split(';')[0], 'X-Evenhand-CSRF': signedIn.data.csrf};
  for (const id of ['identity-check', 'refund-request', 'complaint']) {
    const source = withConnector(readFileSync(`packs/procedures/${id}.sop.md`, 'utf8'));
    await need(base, 'POST', `/procedures/${id}/publish`, {headers: own, body: {note: 'first', source, without_approval: 'The first version of a fault test.'}});
  }
  const people = [];
  const titles = ['support manager', 'compliance officer', 'team lead'];
  for (const [i, role] of roles.entries()) {
    const password = `a long password ${i}`;
    const body = {name: `Person ${i}`, email: `person${i}@desk.example`, roles: [role, ...titles], password};
    const person = await need(base, 'POST', '/people', {headers: own, body});
    const session = await ask(base, 'POST', '/session', {body: {email: body.email, password}});
    const mine = {Cookie: session.headers.get('set-cookie').split(';')[0], 'X-Evenhand-CSRF': session.data.csrf};
    const scopes = session.data.permissions.filter((name) => name !== 'token.manage');
    const token = await need(base, 'POST', '/tokens', {headers: mine, body: {name: 'faults', scopes}});
    people.push({id: person.id, role, headers: {Authorization: `Bearer ${token.secret}`}});
  }
  return {people, admin: own};
}

/** The record as the API gives it: Map of case id to its events. */
export async function readRecord(base, headers, ids) {
  const record = new Map();
  for (const id of ids) {
    const events = [];
    for (let cursor = '0'; cursor; ) {
      const page = await need(base, 'GET', `/cases/${id}/events?cursor=${cursor}`, {headers});
      events.push(...page.items);
      cursor = page.next_cursor;
    }
    record.set(id, events);
  }
  return record;
}

/** Every case of the queue, whoever opened it. */
export async function everyCase(base, headers) {
  const ids = [];
  for (let cursor = ''; cursor !== null; ) {
    const page = await need(base, 'GET', `/cases?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, {headers});
    ids.push(...page.items.map((item) => item.id));
    cursor = page.next_cursor;
  }
  return ids;
}
