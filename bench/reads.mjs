/**
 * Dashboard and status of a customer with 10,000 events and of one with many (`--events 5000000`), in alternating
 * requests: neither may count the whole table. The many events are copies of 10,000 that went through the pipeline,
 * with other times and other ids.
 */
import { copyEvents } from './shared/copyEvents.mjs';
import { createClient } from './shared/createClient.mjs';
import { createEvent } from './shared/createEvent.mjs';
import { openDatabase } from './shared/openDatabase.mjs';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

const FEW = 10_000;
const MANY = readOption('events', 200_000);
const BATCH = 500;
const WARM_UP = 100;
const REQUESTS = 400;
const PATHS = { dashboard: '/api/v1/track/dashboard?limit=20', status: '/api/v1/track/status' };

const postgres = await startPostgres();
const server = await startServer(postgres.url, ['--key', 'few:ovt_few']);
const database = await openDatabase(postgres.url);
const clients = { few: createClient(server.url, 'few'), many: createClient(server.url) };

/** @param {string} path */
async function measure(path) {
  /** @type {Record<'few' | 'many', number[]>} */
  const times = { few: [], many: [] };
  for (let i = 0; i < WARM_UP + REQUESTS; i++) {
    for (const name of /** @type {('few' | 'many')[]} */ (['few', 'many'])) {
      const startedAt = performance.now();
      await clients[name].get(path);
      if (i >= WARM_UP) times[name].push(performance.now() - startedAt);
    }
  }
  return times;
}

for (let stored = 0; stored < FEW; stored += BATCH) {
  for (const client of Object.values(clients)) {
    await client.post('/api/v1/track', Array.from({ length: BATCH }, createEvent));
  }
}
const copies = Math.max(1, Math.round(MANY / FEW) - 1);
const many = FEW * (copies + 1);
await copyEvents(database, copies);

const rows = [];
for (const [name, path] of Object.entries(PATHS)) {
  const times = await measure(path);
  const p95 = { few: percentile(times.few, 0.95), many: percentile(times.many, 0.95) };
  const p50 = { few: percentile(times.few, 0.5), many: percentile(times.many, 0.5) };
  const of = (/** @type {number} */ events) => `${name}, ${events.toLocaleString('en')} events`;
  rows.push({ what: `${of(FEW)}, p50`, value: p50.few, unit: 'ms' });
  rows.push({ what: `${of(many)}, p50`, value: p50.many, unit: 'ms' });
  rows.push({ what: `${of(FEW)}, p95`, value: p95.few, unit: 'ms', wanted: '< 20' });
  rows.push({ what: `${of(many)}, p95`, value: p95.many, unit: 'ms', wanted: '< 20' });
  rows.push({ what: `${name}, many to few, p50`, value: p50.many / p50.few, unit: 'times', wanted: '≤ 1.5' });
  rows.push({ what: `${name}, many to few, p95`, value: p95.many / p95.few, unit: 'times', wanted: '≤ 1.5' });
}
const { total_events } = (await clients.many.get(PATHS.dashboard)).summary;
if (total_events !== many) throw new Error(`The dashboard counts ${total_events} events.`);
for (const client of Object.values(clients)) client.close();
await database.close();
await server.stop();
await postgres.stop();
report('Reads on PostgreSQL', rows);
