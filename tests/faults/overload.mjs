// Faults of too many: more requests than can be answered, clients that are slow or gone, ten thousand streams.
import {spawn} from 'node:child_process';
import {ask, need, readRecord, sleep} from './desk.mjs';
import {descriptorsMax, mib, percentile, processFigures, requestBytes, Wire} from './wire.mjs';

const addresses = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5'];

async function openCases(server, people, count) {
  const ids = [];
  for (let i = 0; i < count; i += 1) {
    const body = {procedure: 'complaint', subject: `subject ${i}`, channel: 'email', state: 'MA', customer: {name: 'Kim', address: 'kim@mail.example'}};
    ids.push((await need(server.base, 'POST', '/cases', {headers: {...people[0].headers, 'Idempotency-Key': `open-${i}`}, body})).id);
  }
  return ids;
}

/** Requests at a rate of their own, whatever the answers: three times and more of what the server can do. */
class OpenLoop {
  constructor(server, people, cases, random) {
    Object.assign(this, {server, people, cases, random, notes: new Map(), sent: 0, unsent: 0, answers: []});
    this.wires = [];
  }
  async connect(count) {
    for (let i = 0; i < count; i += 1) this.wires.push(new Wire(this.server.port, {from: addresses[i % addresses.length]}));
    await Promise.all(this.wires.map((wire) => wire.opened));
    this.free = [...this.wires];
  }
  /** A note, a case or a page of the queue. */
  next() {
    const {headers} = this.people[this.random.below(this.people.length)];
    const dice = this.random.next();
    const id = this.cases[this.random.below(this.cases.length)];
    if (dice < 0.3) return {bytes: requestBytes('GET', '/api/v1/cases?limit=50', headers)};
    if (dice < 0.8) return {bytes: requestBytes('GET', `/api/v1/cases/${id}`, headers)};
    const note = `note ${(this.sent += 1)}`;
    const body = {type: 'add-note', text: note};
    return {note, bytes: requestBytes('POST', `/api/v1/cases/${id}/commands`, {...headers, 'Idempotency-Key': note, Prefer: 'return=minimal'}, body)};
  }
  async fire(wire) {
    const {note, bytes} = this.next();
    const answer = await wire.ask(bytes);
    if (answer !== null) this.answers.push(answer);
    if (note) this.notes.set(note, answer?.status ?? null);
    if (!wire.socket.destroyed) return void this.free.push(wire);
    // A connection that was closed behind its answer comes again, as a client's would.
    this.wires.splice(this.wires.indexOf(wire), 1, (wire = new Wire(this.server.port, {from: addresses[0]})));
    if (await wire.opened) this.free.push(wire);
  }
  /** What the server does when `callers` wait for their answers: requests a second. */
  async capacity(callers, seconds) {
    const end = performance.now() + seconds * 1000;
    const before = this.answers.length;
    const loop = async () => {
      while (performance.now() < end) await this.fire(this.free.pop());
    };
    await Promise.all(Array.from({length: callers}, loop));
    return (this.answers.length - before) / seconds;
  }
  async run(rate, seconds, look) {
    const began = performance.now();
    let begun = 0;
    let looked = 0;
    for (let now = 0; now < seconds * 1000; now = performance.now() - began) {
      for (const due = Math.floor((rate * now) / 1000); begun < due; begun += 1) {
        const wire = this.free.pop();
        if (wire === undefined) this.unsent += 1;
        else void this.fire(wire);
      }
      if (now - looked > 250) look((looked = now));
      await sleep(1);
    }
    return begun;
  }
  end() {
    for (const wire of this.wires) wire.end();
  }
}

export async function overload({desk, expect, random, mustBeWell}) {
  const {server, people} = await desk();
  const cases = await openCases(server, people, 20);
  const load = new OpenLoop(server, people, cases, random);
  await load.connect(1_800);
  const capacity = await load.capacity(32, 2);
  load.answers = [];
  const before = processFigures(server.child.pid);
  const memory = [];
  const probes = [];
  const probe = async (method, path, body) => {
    const began = performance.now();
    const answer = await ask(server.base.replace('/api/v1', ''), method, path, {body});
    probes.push({path, status: answer?.status ?? 0, ms: performance.now() - began});
  };
  const begun = await load.run(capacity * 4, 8, () => {
    memory.push(processFigures(server.child.pid).bytes);
    if (memory.length % 2 === 0) void probe('GET', '/api/health');
    if (memory.length % 8 === 0) void probe('POST', '/api/v1/session', {email: 'admin@localhost', password: server.password});
  });
  for (const end = Date.now() + 10_000; Date.now() < end && load.wires.some((wire) => wire.waiting); ) await sleep(20);
  const accepted = load.answers.filter(({status}) => status < 300);
  const refused = load.answers.filter(({status}) => status === 503);
  const p99 = percentile(accepted.map(({ms}) => ms), 0.99);
  console.log(`overload: ${Math.round(capacity)} requests a second with 32 callers; ${begun} in 8 s came (${load.unsent} found no connection), ${accepted.length} answered (p50 ${Math.round(percentile(accepted.map(({ms}) => ms), 0.5))} ms, p99 ${Math.round(p99)} ms), ${refused.length} refused (p99 ${Math.round(percentile(refused.map(({ms}) => ms), 0.99))} ms)`);
  expect('it was too much for the server', refused.length > 100, String(refused.length));
  expect('every refusal says when to come again and what to do', refused.every(({header, body}) => Number(header('retry-after')) >= 1 && /"code":"(api|desk)\/busy"/.test(body) && /"hint":"[^"]/.test(body)));
  const others = new Set(load.answers.map(({status}) => status).filter((status) => status >= 300 && status !== 503));
  expect('nothing but answers and refusals', others.size === 0, [...others].join(' '));
  expect('what was accepted was answered in time', p99 < 3_000, `${Math.round(p99)} ms`);
  expect('it works at least half as fast as when not pressed', accepted.length > (capacity * 8) / 4, `${accepted.length} of ${Math.round(capacity * 8)}`);
  expect('health and sign-in stayed possible', probes.length > 10 && probes.every(({status, ms}) => status === 200 && ms < 5_000), JSON.stringify(probes.filter(({status, ms}) => status !== 200 || ms > 5_000)));
  const early = Math.max(...memory.slice(0, memory.length / 2));
  const late = Math.max(...memory.slice(memory.length / 2));
  console.log(`overload: memory ${mib(before.bytes)} before, at most ${mib(early)} in the first half and ${mib(late)} in the second; ${probes.length} looks at health and sign-ins, the slowest ${Math.round(Math.max(...probes.map(({ms}) => ms)))} ms`);
  expect('memory stays flat', late < early * 1.2 + (16 << 20), `${mib(early)}, then ${mib(late)}`);
  load.end();
  const calm = [];
  for (let i = 0; i < 50; i += 1) calm.push(await ask(server.base, 'GET', `/cases/${cases[i % cases.length]}`, {headers: people[0].headers}));
  expect('afterwards everything is as before', calm.every((answer) => answer?.status === 200));
  // A refusal promises that nothing was done.
  const record = await readRecord(server.base, people[2].headers, cases);
  const written = [...record.values()].flat().filter(({type}) => type === 'note-added').map((event) => /note \d+/.exec(JSON.stringify(event))?.[0]);
  const times = new Map();
  for (const note of written) times.set(note, (times.get(note) ?? 0) + 1);
  const notes = [...load.notes];
  expect('notes were written', written.length > 20, String(written.length));
  expect('what was acknowledged is there', notes.every(([note, status]) => status === null || status >= 300 || times.has(note)));
  expect('what was refused is not', notes.every(([note, status]) => status !== 503 || !times.has(note)));
  expect('nothing is there twice', [...times.values()].every((count) => count === 1));
  await server.stop();
  mustBeWell('doctor', ['doctor', '--data', server.data]);
}

// A socket that hears nothing any more, and so acknowledges nothing and ends nothing: the peer's machine is gone.
const goneScript = `
import ctypes, socket, struct, sys, time
port, count, request = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].encode().decode('unicode_escape').encode()
drop = ctypes.create_string_buffer(struct.pack('HBBI', 6, 0, 0, 0))
program = struct.pack('HxxxxxxP', 1, ctypes.addressof(drop))
held = []
for _ in range(count):
  s = socket.create_connection(('127.0.0.1', port), source_address=('127.0.0.3', 0))
  if request:
    s.sendall(request)
    s.recv(4096)
  held.append(s)
time.sleep(0.5)
for s in held: s.setsockopt(socket.SOL_SOCKET, 26, program)
print('gone', flush=True)
time.sleep(float(sys.argv[4]))
`;

export async function slow({desk, expect}) {
  const {server, people} = await desk();
  const {headers} = people[0];
  await sleep(300);
  const {pid} = server.child;
  const before = processFigures(pid);
  const began = Date.now();
  const kinds = new Map();
  const slowOnes = (kind, count, begin, every) => {
    const wires = Array.from({length: count}, () => new Wire(server.port, {from: '127.0.0.2'}));
    const state = {count, closed: 0, last: 0, answers: new Set()};
    kinds.set(kind, state);
    for (const wire of wires) {
      void wire.opened.then(() => begin(wire));
      const trickle = every && setInterval(() => wire.socket.destroyed || wire.socket.write(every), 1_000);
      void wire.closed.then(() => {
        clearInterval(trickle);
        state.closed += 1;
        state.last = (Date.now() - began) / 1000;
        state.answers.add(wire.received.slice(9, 12));
      });
    }
  };
  slowOnes('half a head', 150, (wire) => wire.socket.write('GET /api/health HTTP/1.1\r\nHost: '), 'x');
  const long = {...headers, 'Content-Type': 'application/json', 'Content-Length': 50_000};
  slowOnes('half a body', 150, (wire) => wire.socket.write(`${requestBytes('POST', '/api/v1/procedures/check', long)}{`), ' ');
  slowOnes('silence', 150, () => {});
  // Answers by the megabyte, and nobody reads.
  const openapi = requestBytes('GET', '/api/openapi.json', headers).repeat(60);
  slowOnes('never read', 50, (wire) => {
    wire.socket.pause();
    wire.socket.write(openapi);
  });
  const gone = ['', requestBytes('GET', '/api/v1/events', headers)].map((request) => {
    const child = spawn('python3', ['-c', goneScript, String(server.port), '100', request.replaceAll('\r\n', '\\r\\n'), '55']);
    const said = new Promise((resolve) => {
      child.stdout.on('data', () => resolve(true));
      child.on('close', () => resolve(false));
    });
    return {child, said};
  });
  const areGone = (await Promise.all(gone.map(({said}) => said))).every(Boolean);
  expect('two hundred peers vanish', areGone);
  let most = 0;
  const fine = [];
  let end = null;
  while (Date.now() - began < 55_000 && end === null) {
    const from = performance.now();
    const answer = await ask(server.base, 'GET', '/cases?limit=1', {headers, seconds: 5});
    fine.push({status: answer?.status ?? 0, ms: performance.now() - from});
    const now = processFigures(pid);
    most = Math.max(most, now.sockets - before.sockets);
    if (now.sockets <= before.sockets + 2) end = (Date.now() - began) / 1000;
    await sleep(200);
  }
  for (const {child} of gone) child.kill('SIGKILL');
  console.log(`slow: ${most} sockets of slow and vanished clients, all given up after ${end ?? 'more than 55'} s; ${[...kinds].filter(([, {closed}]) => closed > 0).map(([kind, {closed, last, answers}]) => `${kind}: ${closed} after ${Math.round(last)} s (${[...answers].filter(Boolean).join(', ') || 'no answer'})`).join('; ')}`);
  console.log(`slow: meanwhile ${fine.length} others, the slowest took ${Math.round(Math.max(...fine.map(({ms}) => ms)))} ms; memory ${mib(before.bytes)} before, ${mib(processFigures(pid).bytes)} after`);
  expect('they were many', most > 500, String(most));
  // (A client that never reads does not see that it was given up: the server's own sockets are counted.)
  expect('all of them are given up', end !== null, `${processFigures(pid).sockets - before.sockets} are left`);
  expect('half a head and half a body are told so', kinds.get('half a head').answers.has('408') && kinds.get('half a body').answers.has('408'));
  expect('others are served meanwhile', fine.every(({status, ms}) => status === 200 && ms < 3_000), JSON.stringify(fine.find(({status, ms}) => status !== 200 || ms > 3_000)));
  await server.stop();
}

export async function streams({desk, expect}) {
  const count = 10_000;
  const needed = count + 600;
  if (descriptorsMax() < needed) return console.log(`streams: skipped, ${needed} open files are needed (ulimit -n), and ${descriptorsMax()} are allowed`);
  const {server, people} = await desk({more: ['--max-connections', String(count + 400), '--max-connections-per-address', String(count + 400)]});
  const {headers} = people[0];
  const [id] = await openCases(server, people, 1);
  const {pid} = server.child;
  const before = processFigures(pid);
  const bytes = requestBytes('GET', '/api/v1/events', headers);
  const wires = [];
  let refused = 0;
  let began = Date.now();
  const opener = async () => {
    while (wires.length < count && refused < 1_000) {
      const wire = new Wire(server.port);
      wires.push(wire);
      const said = new Promise((resolve) => {
        wire.take = (chunk) => {
          wire.received += chunk.toString('latin1');
          if (wire.received.includes('event: hello')) resolve(true);
          if (/^HTTP\/1.1 [^2]/.test(wire.received)) resolve(false);
        };
        void wire.closed.then(() => resolve(false));
      });
      wire.socket.write(bytes);
      if (await said) {
        wire.received = '';
        continue;
      }
      refused += 1;
      wire.end();
      wires.splice(wires.indexOf(wire), 1);
      await sleep(100);
    }
  };
  await Promise.all(Array.from({length: 100}, opener));
  const opening = (Date.now() - began) / 1000;
  await sleep(500);
  const open = processFigures(pid);
  const each = Math.round((open.bytes - before.bytes) / count);
  let heard = 0;
  let last = 0;
  for (const wire of wires) {
    wire.take = (chunk) => {
      wire.received += chunk.toString('latin1');
      if (wire.heard || !wire.received.includes(`"id":"${id}"`)) return;
      wire.heard = true;
      heard += 1;
      last = performance.now();
    };
  }
  const from = performance.now();
  await need(server.base, 'POST', `/cases/${id}/commands`, {headers: {...headers, 'Idempotency-Key': 'told'}, body: {type: 'add-note', text: 'for all to see'}});
  const answered = performance.now() - from;
  for (const end = Date.now() + 15_000; Date.now() < end && heard < count; ) await sleep(20);
  console.log(`streams: ${wires.length} open after ${opening.toFixed(1)} s (${refused} came again); memory ${mib(before.bytes)} before, ${mib(open.bytes)} with them, ${each} bytes a stream; ${open.threads} threads`);
  console.log(`streams: one change was answered in ${Math.round(answered)} ms and heard by ${heard} in ${Math.round(last - from)} ms`);
  expect('all are open', wires.length === count && open.sockets >= count, `${wires.length}, ${open.sockets} sockets`);
  expect('all hear of a change', heard === count, `${heard}`);
  expect('within a bounded time', last - from < 10_000, `${Math.round(last - from)} ms`);
  expect('no thread is held by them', open.threads <= before.threads + 1, `${before.threads}, then ${open.threads}`);
  expect('a stream costs little memory', each < 8_192, `${each} bytes`);
  // Past a heartbeat they are all still there, and the others are served as before.
  began = Date.now();
  const times = [];
  while (Date.now() - began < 16_000) {
    const at = performance.now();
    const answer = await ask(server.base, 'GET', `/cases/${id}`, {headers});
    expect('others are served', answer?.status === 200, String(answer?.status));
    times.push(performance.now() - at);
    await sleep(100);
  }
  console.log(`streams: meanwhile others took ${Math.round(percentile(times, 0.5))} ms, at most ${Math.round(Math.max(...times))} ms`);
  expect('nobody was cut off', wires.every((wire) => !wire.socket.destroyed));
  expect('others are served in time', percentile(times, 0.9) < 1_000, `${Math.round(percentile(times, 0.9))} ms`);
  for (const wire of wires) wire.end();
  for (const end = Date.now() + 10_000; Date.now() < end && processFigures(pid).sockets > before.sockets + 5; ) await sleep(100);
  expect('they leave nothing behind', processFigures(pid).sockets <= before.sockets + 5, String(processFigures(pid).sockets));
  expect('the server stops gently', (await server.stop()) === 0, server.output.slice(-300));
}
