// The same work on Request Tracker 5, through its REST 2 API: node rt.mjs SECONDS FOLDER PORT POSTMASTER_PID. Its callers sign in with
// the form and keep the session, since its tokens and passwords cost a bcrypt of a fifth of a second at each request.
import {spawn} from 'node:child_process';
import {callerCounts, Connection, measure, operations} from './work.mjs';

const [seconds, folder, port, postmaster] = process.argv.slice(2);
const server = spawn('bench/tickets/request_tracker', ['serve', folder, port], {stdio: ['ignore', 'ignore', 'inherit']});
process.on('exit', () => server.kill('SIGTERM'));
process.once('SIGTERM', () => process.exit(1));

const api = '/REST/2.0';
const form = 'application/x-www-form-urlencoded';
async function connect() {
  const connection = new Connection(Number(port), {Referer: `http://127.0.0.1:${port}/`});
  const answer = await connection.ask('POST', '/NoAuth/Login.html', 'user=root&pass=password', form);
  connection.headers.Cookie = answer.cookies().at(-1).split(';')[0];
  await connection.need('GET', `${api}/rt`);
  return connection;
}
for (let tries = 0; ; ++tries) {
  const probe = await new Connection(Number(port)).ask('GET', '/').catch(() => null);
  if (probe !== null) break;
  if (tries > 300 || server.exitCode !== null) throw new Error('Request Tracker did not start');
  await new Promise((resolve) => setTimeout(resolve, 200));
}
const connections = [];
for (let i = 0; i < Math.max(...callerCounts); ++i) connections.push(await connect());

const ids = [];
let opened = 0;
let replied = 0;
let changed = 0;
const fields = 'Subject,Status,Priority,Queue,Owner,Created,LastUpdated';
const query = encodeURIComponent("Status = 'open'");
const tracker = {
  async open(caller) {
    const body = {Queue: 'General', Subject: `Parcel ${(opened += 1)} is late`, Requestor: `kim${opened}@mail.example`, Content: 'Where is it?', ContentType: 'text/plain'};
    ids.push(JSON.parse(await connections[caller].need('POST', `${api}/ticket`, JSON.stringify(body))).id);
  },
  reply(caller) {
    const body = {Content: 'It is on its way.', ContentType: 'text/plain'};
    return connections[caller].need('POST', `${api}/ticket/${ids[(replied += 1) % ids.length]}/correspond`, JSON.stringify(body));
  },
  change(caller) {
    changed += 1;
    const priority = String(10 + (Math.floor(changed / ids.length) % 4) * 20);
    return connections[caller].need('PUT', `${api}/ticket/${ids[changed % ids.length]}`, JSON.stringify({Priority: priority}));
  },
  list: (caller) => connections[caller].need('GET', `${api}/tickets?query=${query}&per_page=50&fields=${fields}`),
};

// Each worker loads what it needs at its first request of a kind: let all of them have it.
for (const operation of operations) await Promise.all(connections.map((_, caller) => tracker[operation](caller)));
const listed = JSON.parse(await tracker.list(0)).items.length;
if (listed !== 50) throw new Error(`the list has ${listed} tickets`);
await measure('rt', tracker, [server.pid, Number(postmaster)], Number(seconds));
process.exit(0);
