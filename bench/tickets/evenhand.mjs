// Ticket-like work on a real Evenhand server: node evenhand.mjs SECONDS [POSTGRESQL_URL POSTMASTER_PID]. A reply is a message in free words to
// the customer, recorded and queued; no mail leaves the machine.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {ask, need, Server, temporaryFolder} from '../../tests/faults/desk.mjs';
import {callerCounts, Connection, measure, tickets} from './work.mjs';

const [seconds, url, postmaster] = process.argv.slice(2);
const server = new Server('build/release/evenhand', join(temporaryFolder('tickets'), 'data'), {more: url ? ['--database', url] : []});
process.once('SIGTERM', () => process.exit(1));
if (!(await server.start())) throw new Error(`the server did not start:\n${server.output}`);

async function signIn(email, password) {
  const session = await ask(server.base, 'POST', '/session', {body: {email, password}});
  if (session?.status !== 200) throw new Error(`signing in: ${JSON.stringify(session?.data)}`);
  return {Cookie: session.headers.get('set-cookie').split(';')[0], 'X-Evenhand-CSRF': session.data.csrf};
}
const admin = await signIn('admin@localhost', server.password);
const source = readFileSync(new URL('./ticket.sop.md', import.meta.url), 'utf8');
await need(server.base, 'POST', '/procedures/ticket/publish', {headers: admin, body: {note: 'first', source}});
// A person for each caller: what one person may ask for in a minute is limited.
const connections = [];
for (let i = 0; i < Math.max(...callerCounts); ++i) {
  const agent = {email: `agent${i}@bench.example`, password: 'a long password for it'};
  await need(server.base, 'POST', '/people', {headers: admin, body: {...agent, name: `Agent ${i}`, roles: ['agent', 'lead']}});
  connections.push(new Connection(server.port, {...(await signIn(agent.email, agent.password)), Prefer: 'return=minimal'}));
}

const priorities = ['high', 'normal', 'urgent', 'low'];
const ids = [];
let opened = 0;
let replied = 0;
let changed = 0;
const desk = {
  async open(caller) {
    const body = {
      procedure: 'ticket', subject: `Parcel ${(opened += 1)} is late`, channel: 'email',
      customer: {name: `Kim ${opened}`, address: `kim${opened}@mail.example`}, message: 'Where is it?',
    };
    const text = await connections[caller].need('POST', '/api/v1/cases', JSON.stringify(body));
    ids.push(JSON.parse(text).id);
  },
  reply: (caller) => command(caller, ids[(replied += 1) % ids.length], {type: 'send-message', path: '', text: 'It is on its way.'}),
  change(caller) {
    changed += 1;
    const priority = priorities[Math.floor(changed / ids.length) % priorities.length];
    return command(caller, ids[changed % ids.length], {type: 'set-priority', priority});
  },
  list: (caller) => connections[caller].need('GET', '/api/v1/cases?status=open&limit=50'),
};
function command(caller, id, body) {
  return connections[caller].need('POST', `/api/v1/cases/${id}/commands`, JSON.stringify(body));
}

await Promise.all(connections.map(async (_, caller) => {
  while (opened < tickets) await desk.open(caller);
}));
const listed = JSON.parse(await desk.list(0)).items.length;
if (listed !== 50) throw new Error(`the list has ${listed} cases`);
const aims = {open: 2, reply: 2, change: 2, list: 1};
await measure(url ? 'postgresql' : 'sqlite', desk, [server.child.pid, ...(postmaster ? [Number(postmaster)] : [])], Number(seconds), aims);
await Promise.all(connections.map((connection) => connection.close()));
await server.stop();
process.exit(0);
