/** Where the processor time of an event goes, through all layers: the server by file, the database by function. */

import { cpuOf, parentOf } from './shared/cpuOf.mjs';
import { createClient } from './shared/createClient.mjs';
import { createEvent } from './shared/createEvent.mjs';
import { openDatabase } from './shared/openDatabase.mjs';
import { readOption } from './shared/readOption.mjs';
import { report } from './shared/report.mjs';
import { runLoad } from './shared/runLoad.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

const EVENTS = readOption('events', 60_000);
const BATCH = readOption('batch', 20);
const PATH = process.argv.includes('--async') ? '/api/v1/track/async' : '/api/v1/track';
const CONNECTIONS = 16;

const postgres = await startPostgres();
const database = await openDatabase(postgres.url);
const [backend] = await database.query('select pg_backend_pid() as pid');
const postmaster = parentOf(backend?.pid);
await database.query("alter database postgres set track_functions = 'all'");
const server = await startServer(postgres.url);
const client = createClient(server.url);

async function load(count) {
  const bodies = Array.from(
    { length: count / BATCH },
    () => `[${Array.from({ length: BATCH }, () => JSON.stringify(createEvent())).join(',')}]`,
  );
  let at = 0;
  const done = await runLoad({
    url: server.url,
    path: PATH,
    connections: CONNECTIONS,
    next: () => bodies[at++] ?? null,
  });
  await client.settle();
  return done;
}
await load(10_000);
await database.query('select pg_stat_reset()');
const before = { database: cpuOf(postmaster), server: cpuOf(server.pid), client: process.cpuUsage() };
const { seconds } = await load(EVENTS);
const us = (s) => (s * 1e6) / EVENTS;
const cpu = { database: us(cpuOf(postmaster) - before.database), server: us(cpuOf(server.pid) - before.server) };
const own = process.cpuUsage(before.client);
await new Promise((r) => setTimeout(r, 1500));
await server.stop();
const functions = await database.query(
  `select schemaname || '.' || funcname as name, calls::float8, self_time::float8 as self, total_time::float8 as total from pg_stat_user_functions order by self_time desc limit 22`,
);
const rows = [
  { what: 'events a second', value: EVENTS / seconds, unit: '/s' },
  { what: 'database, CPU', value: cpu.database, unit: 'µs/event' },
  { what: 'server, CPU', value: cpu.server, unit: 'µs/event' },
  { what: 'load generator, CPU', value: (own.user + own.system) / EVENTS, unit: 'µs/event' },
  ...functions.map(({ name, calls, self, total }) => ({
    what: `  ${name} (${(calls / EVENTS).toFixed(3)} calls, total ${((total * 1e3) / EVENTS).toFixed(1)})`,
    value: (self * 1e3) / EVENTS,
    unit: 'µs/event',
  })),
];
client.close();
await database.close();
await postgres.stop();
report(`Profile of ${PATH}, batches of ${BATCH}`, rows);
