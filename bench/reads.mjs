/** Dashboard and status with 1,000 and with 100,000 events: they must not count the whole table. */
import { createClient } from './shared/createClient.mjs';
import { createEvent } from './shared/createEvent.mjs';
import { percentile, report } from './shared/report.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

const FEW = 1_000;
const MANY = 100_000;
const BATCH = 500;
const WARM_UP = 100;
const REQUESTS = 400;
const PATHS = { dashboard: '/api/v1/track/dashboard?limit=20', status: '/api/v1/track/status' };

const postgres = await startPostgres();
const server = await startServer(postgres.url);
const client = createClient(server.url);

let stored = 0;
/** @param {number} target */
async function fillTo(target) {
  for (; stored < target; stored += BATCH) {
    await client.post('/api/v1/track/async', Array.from({ length: BATCH }, createEvent));
  }
  await client.settle();
}

/** @param {string} path */
async function measure(path) {
  const times = [];
  for (let i = 0; i < WARM_UP + REQUESTS; i++) {
    const startedAt = performance.now();
    await client.get(path);
    if (i >= WARM_UP) times.push(performance.now() - startedAt);
  }
  return percentile(times, 0.5);
}

const rows = [];
/** @type {Record<string, number[]>} */
const medians = { dashboard: [], status: [] };
for (const count of [FEW, MANY]) {
  await fillTo(count);
  for (const [name, path] of Object.entries(PATHS)) {
    const value = await measure(path);
    medians[name]?.push(value);
    rows.push({ what: `${name}, ${count.toLocaleString('en')} events, p50`, value, unit: 'ms' });
  }
}
for (const [name, [few = Number.NaN, many = Number.NaN]] of Object.entries(medians)) {
  rows.push({ what: `${name}, many to few`, value: many / few, unit: 'times', wanted: '≤ 1.5' });
}
const { total_events } = (await client.get(PATHS.dashboard)).summary;
if (total_events !== stored) throw new Error(`The dashboard counts ${total_events} events, ${stored} were stored.`);
client.close();
await server.stop();
await postgres.stop();
report('Reads on PostgreSQL', rows);
