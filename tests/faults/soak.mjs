// Everything at once for as long as wanted, on a server that a sanitizer watches: script/soak.
import {ask, sleep} from './desk.mjs';
import {Load} from './load.mjs';
import {requestBytes, Wire} from './wire.mjs';

const restartEvery = 60_000;

export async function soak({desk, judge, expect, random, seconds}) {
  const {server, people} = await desk();
  const load = new Load({bases: [server.base], people, random, callers: 6, openCases: 12, pause: 5}).start();
  const counts = {};
  const count = (what) => (counts[what] = (counts[what] ?? 0) + 1);
  const end = Date.now() + seconds * 1000;
  const root = server.base.replace('/api/v1', '');
  const person = () => people[random.below(people.length)];
  const sound = (answer) => answer === null || answer.status < 500 || answer.status === 503;
  const look = async (what, method, path, body) => {
    const answer = await ask(path.startsWith('/api/') ? root : server.base, method, path, {headers: person().headers, body});
    count(answer === null ? 'no answer' : what);
    expect(`${method} ${path}`, sound(answer), `${answer?.status} ${JSON.stringify(answer?.data)}`);
  };
  const kinds = [
    () => look('lists', 'GET', '/cases?limit=50'),
    () => look('searches', 'GET', `/search?q=${['subject', 'note', 'wet'][random.below(3)]}`),
    () => look('events', 'GET', `/cases/${load.cases[random.below(load.cases.length)] ?? 'case_0'}/events?limit=20`),
    () => look('notices', 'GET', '/notifications?limit=20'),
    () => look('procedures', 'GET', '/procedures'),
    () => look('health', 'GET', '/api/health'),
    () => look('sign-ins', 'POST', '/session', {email: 'admin@localhost', password: server.password}),
    () => look('wrong sign-ins', 'POST', '/session', {email: `nobody${random.below(9)}@desk.example`, password: 'x'}),
    () => look('checks', 'POST', '/procedures/check', {source: '# A procedure\n\n## Steps\n\n1. **Look** at it.\n'}),
    () => Promise.all(Array.from({length: 60}, () => look('in bursts', 'GET', '/cases?limit=5'))),
    async () => {
      const wire = new Wire(server.port);
      void wire.ask(requestBytes('GET', '/api/v1/events', person().headers));
      await sleep(random.between(5, 3_000));
      count('streams');
      wire.end();
    },
    async () => {
      const wire = new Wire(server.port);
      await wire.opened;
      wire.socket.write(requestBytes('POST', '/api/v1/cases', {...person().headers, 'Content-Length': 5_000}).slice(0, random.between(20, 200)));
      await sleep(random.between(5, 1_000));
      count('broken off');
      wire.end();
    },
  ];
  const looker = async () => {
    while (Date.now() < end) {
      await kinds[random.below(kinds.length)]();
      await sleep(random.between(0, 40));
    }
  };
  const lookers = Promise.all(Array.from({length: 6}, looker));
  let stops = 0;
  for (let next = Date.now() + restartEvery; Date.now() < end; await sleep(50)) {
    expect('the server lives on', server.child.exitCode === null, server.output.slice(-2_000));
    if (Date.now() < next || Date.now() > end - 5_000) continue;
    // Closing is watched too, and what is lost at the end of a process is told.
    expect('it stops gently', (await server.stop()) === 0, `${server.code} ${server.output.slice(-2_000)}`);
    expect('it starts again', await server.start(120), server.output);
    stops += 1;
    next = Date.now() + restartEvery;
    console.log(`soak: ${Math.round((end - Date.now()) / 1000)} s to go, ${load.acknowledged} writes acknowledged`);
  }
  await lookers;
  console.log(`soak: ${stops} gentle restarts, ${JSON.stringify(counts)}`);
  await judge(await load.stop(60), server, people);
}
