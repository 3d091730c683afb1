// DBOS Transact: a workflow of five durable steps. node dbos.mjs SECONDS POSTGRESQL_URL POSTMASTER_PID. The callers are in this
// process, as they are in every program that uses it, so their CPU time counts.
import { DBOS } from '@dbos-inc/dbos-sdk';
import { rows } from './five.mjs';

const [seconds, url, postmaster] = process.argv.slice(2);
const five = DBOS.registerWorkflow(async () => {
  for (let i = 0; i < 5; ++i) await DBOS.runStep(async () => ({ step: i, note: 'x'.repeat(200) }), { name: `step ${i}` });
}, { name: 'five' });
DBOS.setConfig({ name: 'bench', systemDatabaseUrl: url, systemDatabasePoolSize: 32, logLevel: 'error' });
await DBOS.launch();
await rows('dbos', Number(seconds), [process.pid, Number(postmaster)], five);
await DBOS.shutdown();
process.exit(0);
