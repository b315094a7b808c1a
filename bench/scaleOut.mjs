/**
 * 1, 2 and 4 servers, each with its worker, on one PostgreSQL: how many events a second go through all layers, and
 * which process uses the processor. More servers help until the database uses all cores that are left. The load
 * generator runs on the same machine. Its share is printed, and the share of all other programs: the rate is the
 * maximum only if the others use next to nothing.
 */
import { cpus } from 'node:os';
import { cpuOf, parentOf } from './shared/cpuOf.mjs';
import { createClient } from './shared/createClient.mjs';
import { createEvent } from './shared/createEvent.mjs';
import { openDatabase } from './shared/openDatabase.mjs';
import { readOption } from './shared/readOption.mjs';
import { report } from './shared/report.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

// Of each server: the more, the larger the groups that share a commit.
const CONNECTIONS = 16;
const BATCH_EVENTS = 20;
const WARM_UP_MS = 2_000;
const MEASURED_MS = readOption('seconds', 8) * 1_000;
// Several, as a server has: each waits for its own totals only.
const CUSTOMERS = ['shop', 'clinic', 'school', 'museum'];

const postgres = await startPostgres();
const database = await openDatabase(postgres.url);
const [backend] = await database.query('select pg_backend_pid() as pid');
const postmaster = parentOf(backend?.pid);

const rows = [];
for (const path of ['/api/v1/track', '/api/v1/track/async']) {
  for (const count of [1, 2, 4]) rows.push(...(await measure(path, count)));
}
await database.close();
await postgres.stop();
report(
  `${CONNECTIONS} connections a server, batches of ${BATCH_EVENTS}, ${CUSTOMERS.length} customers; processor in cores of ${cpus().length}`,
  rows,
);

/** @param {string} path @param {number} count */
async function measure(path, count) {
  const keys = CUSTOMERS.flatMap((customer) => ['--key', `${customer}:ovt_${customer}`]);
  const servers = await Promise.all(Array.from({ length: count }, () => startServer(postgres.url, keys)));
  const clients = Array.from({ length: CONNECTIONS * count }, (_, n) =>
    createClient(servers[n % count]?.url ?? '', CUSTOMERS[n % CUSTOMERS.length]),
  );
  await send(clients, path, WARM_UP_MS);

  const before = usage(servers);
  const startedAt = performance.now();
  const events = await send(clients, path, MEASURED_MS);
  // Until the last of them is in the business layer.
  for (const client of clients.slice(0, CUSTOMERS.length)) await client.settle();
  const seconds = (performance.now() - startedAt) / 1000;
  const after = usage(servers);

  for (const client of clients) client.close();
  for (const server of servers) await server.stop();
  const name = `${count} server${count === 1 ? '' : 's'}, ${path.endsWith('async') ? 'async' : 'sync'}`;
  const cores = (/** @type {keyof typeof before} */ who) => (after[who] - before[who]) / seconds;
  const others = cores('machine') - cores('database') - cores('servers') - cores('client');
  return [
    { what: `${name}: events`, value: events / seconds, unit: '/s' },
    { what: `${name}: database`, value: cores('database'), unit: 'cores' },
    { what: `${name}: servers`, value: cores('servers'), unit: 'cores' },
    { what: `${name}: load generator`, value: cores('client'), unit: 'cores' },
    { what: `${name}: others`, value: Math.max(0, others), unit: 'cores' },
    { what: `${name}: a core of database takes`, value: events / seconds / cores('database'), unit: '/s' },
    { what: `${name}: a core of server takes`, value: events / seconds / cores('servers'), unit: '/s' },
  ];
}

/**
 * Sends batches on every connection until the time is over; returns how many events.
 *
 * @param {ReturnType<typeof createClient>[]} clients @param {string} path @param {number} durationMs
 */
async function send(clients, path, durationMs) {
  const until = performance.now() + durationMs;
  let events = 0;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < until) {
        const { event_ids: stored } = await client.post(path, Array.from({ length: BATCH_EVENTS }, createEvent));
        events += stored.length;
      }
    }),
  );
  return events;
}

/** Seconds of CPU so far; of the machine all that was not idle. @param {{ pid: number }[]} servers */
function usage(servers) {
  const { user, system } = process.cpuUsage();
  return {
    database: cpuOf(postmaster),
    servers: servers.reduce((sum, { pid }) => sum + cpuOf(pid), 0),
    client: (user + system) / 1_000_000,
    machine: cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000,
  };
}
