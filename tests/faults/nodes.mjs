// Three nodes on one PostgreSQL under the load, and what may befall them, each at its own pace:
//
// the server  stopped and started, or crashed (immediate), every few seconds: at most every 5 to 40
// sessions    some or all of them ended by the server, at any moment
// the nodes   one killed and started again, or paused: for moments, past its turn (5 s), and in long runs past the lease of an
//             effect (3 min), sometimes killed while it is paused
//
// All come back in the end. What then has to hold is history.mjs's, with reads held against each other.
import {chmodSync, cpSync} from 'node:fs';
import {join} from 'node:path';
import {randomOf, run, runBeside, Server, sleep} from './desk.mjs';
import {Load} from './load.mjs';

const turn_ms = 5_000, lease_ms = 180_000;

export async function nodes({evenhand, seed, seconds, folder, data, desk, judge, expect, isPooled = false}) {
  const random = (number) => randomOf(seed * 8 + number);
  const cluster = join(folder, 'cluster');
  chmodSync(folder, 0o711);  // root's server runs as nobody, who has to get through
  const script = (...args) => run('tests/postgres/cluster.sh', args);
  const need = (...args) => {
    const done = script(...args);
    if (done.code !== 0) throw new Error(`cluster.sh ${args[0]}: ${done.output}`);
    return done.stdout.trim();
  };
  const made = script('start', cluster);
  if (made.code === 2) return console.log(`nodes: skipped, ${made.output.trim()}`);
  const direct = made.stdout.trim();
  try {
    const url = isPooled ? need('pooler', cluster) : direct;
    const where = ['--database', url];
    const first = await desk({more: where});
    const all = [first.server];
    for (const name of ['second', 'third']) {
      cpSync(data, join(folder, name), {recursive: true});  // every node has the keys of the first
      all.push(new Server(evenhand, join(folder, name), {more: where}));
      expect('a node starts', await all.at(-1).start(), all.at(-1).output);
    }
    const load = new Load({bases: all.map((node) => node.base), people: first.people, random: random(0), callers: 9, seconds: 4}).start();
    const end = Date.now() + seconds * 1000;
    const counts = {};
    const befall = async (number, pause, what) => {
      for (const dice = random(number); ; ) {
        await sleep(Math.min(pause(dice), end - Date.now()));
        if (Date.now() >= end) return;
        const name = await what(dice);
        counts[name] = (counts[name] ?? 0) + 1;
      }
    };
    const longest = Math.max(6, Math.min(40, seconds / 4));
    await Promise.all([
      befall(1, (dice) => dice.between(5, longest) * 1000, async (dice) => {
        const how = dice.next() < 0.3 ? 'fast' : 'immediate';
        const done = await runBeside('tests/postgres/cluster.sh', ['restart', cluster, how]);
        expect('the server comes back', done.code === 0, done.output);
        return `restart ${how}`;
      }),
      befall(2, (dice) => dice.between(300, 4000), async (dice) => {
        const share = dice.next() < 0.3 ? 1 : dice.next() * 0.5;
        // The server may be away just now.
        await runBeside('psql', ['-qX', direct, '-c', `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND random() < ${share}`]);
        return 'cuts';
      }),
      befall(3, (dice) => dice.between(200, 3000), async (dice) => {
        const node = all[dice.below(all.length)];
        const kind = dice.next();
        if (kind < 0.55) {
          node.child.kill('SIGSTOP');
          const isLong = kind < 0.2;
          const length = !isLong ? dice.between(100, 2000) : end - Date.now() > 2 * lease_ms ? lease_ms + 3000 : turn_ms + dice.between(500, 2000);
          await sleep(length);
          node.child.kill('SIGCONT');
          if (kind < 0.45) return length > lease_ms ? 'pauses past a lease' : isLong ? 'pauses past a turn' : 'pauses';
        }
        await node.kill();
        await sleep(dice.between(0, 1500));
        // It ends by itself when the server is away just then, and is started again, as a service is.
        while (!(await node.start(60)) && Date.now() < end + 30_000) await sleep(300);
        expect('a killed node comes back', node.child.exitCode === null, node.output);
        return 'kills';
      }),
    ]);
    const history = await load.stop(60);
    console.log(`${seconds} s: ${Object.entries(counts).map(([name, count]) => `${count} ${name}`).join(', ')}`);
    for (const node of all.slice(1)) await node.stop();
    // After a lease nothing may be left; a short run ends before that.
    const patience_ms = seconds >= 120 ? lease_ms + 60_000 : 0;
    await judge(history, first.server, first.people, {where: ['--data', data, ...where], leased: patience_ms === 0, patience_ms});
  } finally {
    script('stop', cluster);
  }
}
