/** Batches of 20 over 16 connections through all layers, beside COPY of the same rows into one table. */
import { createClient } from './shared/createClient.mjs';
import { createEvent } from './shared/createEvent.mjs';
import { measureCopy } from './shared/measureCopy.mjs';
import { openDatabase } from './shared/openDatabase.mjs';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';
import { runLoad } from './shared/runLoad.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

const EVENTS = readOption('events', 100_000);
const WARM_UP = 10_000;
const BATCH = 20;
const CONNECTIONS = 16;

const postgres = await startPostgres();
const server = await startServer(postgres.url);
const database = await openDatabase(postgres.url);
const client = createClient(server.url);

/** @param {string[]} events */
async function load(events) {
  let at = 0;
  const next = () => {
    if (at >= events.length) return null;
    at += BATCH;
    return `[${events.slice(at - BATCH, at).join(',')}]`;
  };
  return runLoad({ url: server.url, path: '/api/v1/track', connections: CONNECTIONS, next });
}
const make = (/** @type {number} */ count) => Array.from({ length: count }, () => JSON.stringify(createEvent()));

await load(make(WARM_UP));
const events = make(EVENTS);
const copyBefore = await measureCopy(database, events);
const { seconds, times } = await load(events);
await client.settle();
const copyAfter = await measureCopy(database, events);
const { summary } = await client.get('/api/v1/track/dashboard?limit=1');
if (summary.processed_to_business !== WARM_UP + EVENTS) throw new Error(JSON.stringify(summary));
client.close();
await database.close();
await server.stop();
await postgres.stop();

const rate = EVENTS / seconds;
const copy = (copyBefore + copyAfter) / 2;
report(`Batches of ${BATCH}, ${CONNECTIONS} connections, ${EVENTS.toLocaleString('en')} events, all layers`, [
  { what: 'COPY into one table, before', value: copyBefore, unit: 'rows/s' },
  { what: 'COPY into one table, after', value: copyAfter, unit: 'rows/s' },
  { what: 'through all layers', value: rate, unit: 'events/s', wanted: '≥ 5,000' },
  { what: 'share of COPY', value: (100 * rate) / copy, unit: '%', wanted: '≥ 15' },
  { what: 'answer, p50', value: percentile(times, 0.5), unit: 'ms' },
  { what: 'answer, p99', value: percentile(times, 0.99), unit: 'ms' },
]);
