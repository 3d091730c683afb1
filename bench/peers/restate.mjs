// Restate: a workflow of five durable steps. node restate.mjs SECONDS, in a folder with the packages of bench/peers/run.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rows } from './five.mjs';

const here = process.cwd();
const freePort = () => new Promise((done) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});
const [ingress, admin, node, service] = [await freePort(), await freePort(), await freePort(), await freePort()];
const folder = mkdtempSync(join(tmpdir(), 'evenhand_restate_'));
const server = spawn(join(here, 'node_modules/@restatedev/restate-server-linux-x64/bin/restate-server'), ['--no-logo'], {
  stdio: 'ignore',
  env: {
    ...process.env, DO_NOT_TRACK: '1', RESTATE_DISABLE_TELEMETRY: 'true', RESTATE_LISTEN_MODE: 'tcp', RESTATE_BASE_DIR: folder, TMPDIR: folder,
    RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`, RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${node}`,
    // As it comes: what a step wrote is synced before it counts. Said here so that no configuration around it says otherwise.
    RESTATE_BIFROST__DEFAULT_PROVIDER: 'replicated', RESTATE_LOG_SERVER__ROCKSDB_DISABLE_WAL_FSYNC: 'false',
    RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`, RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
  },
});
const worker = spawn(process.execPath, [join(here, 'restate_service.mjs'), String(service)], { stdio: 'ignore' });
// A time limit from outside ends all of it.
process.once('SIGTERM', () => {
  worker.kill('SIGKILL');
  server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
  process.exit(1);
});
try {
  let problem = 'no answer';
  for (let i = 0; i < 150 && problem; ++i) {
    await new Promise((done) => setTimeout(done, 200));
    problem = await fetch(`http://127.0.0.1:${admin}/deployments`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ uri: `http://127.0.0.1:${service}` }),
    }).then(async (answer) => (answer.ok ? '' : await answer.text()), (error) => String(error.cause ?? error));
  }
  if (problem) throw new Error(problem);
  await rows('restate', Number(process.argv[2] ?? 5), [server.pid, worker.pid], async () => {
    const answer = await fetch(`http://127.0.0.1:${ingress}/bench/five`, { method: 'POST' });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
  });
} finally {
  worker.kill('SIGKILL');
  server.kill('SIGKILL');
  await new Promise((done) => (server.exitCode ?? server.signalCode) !== null ? done() : server.once('exit', done));
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
