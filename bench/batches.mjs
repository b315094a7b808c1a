/**
 * Batches of 20 over 16 connections through all layers, on both routes, beside COPY of the same rows into one table. The
 * background route counts until the last event is in the business layer.
 */
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

/**
 * @param {string[]} events
 * @param {string} [path]
 */
async function load(events, path = '/api/v1/track') {
  let at = 0;
  const next = () => {
    if (at >= events.length) return null;
    at += BATCH;
    return `[${events.slice(at - BATCH, at).join(',')}]`;
  };
  const startedAt = performance.now();
  const { times } = await runLoad({ url: server.url, path, connections: CONNECTIONS, next });
  await client.settle();
  return { times, seconds: (performance.now() - startedAt) / 1000 };
}
const make = (/** @type {number} */ count) => Array.from({ length: count }, () => JSON.stringify(createEvent()));

await load(make(WARM_UP));
const events = make(EVENTS);
const copyBefore = await measureCopy(database, events);
const sync = await load(events);
const copyBetween = await measureCopy(database, events);
const background = await load(make(EVENTS), '/api/v1/track/async');
const copyAfter = await measureCopy(database, events);
const { summary } = await client.get('/api/v1/track/dashboard?limit=1');
if (summary.processed_to_business !== WARM_UP + 2 * EVENTS) throw new Error(JSON.stringify(summary));
client.close();
await database.close();
await server.stop();
await postgres.stop();

const rate = EVENTS / sync.seconds;
const backgroundRate = EVENTS / background.seconds;
/** Of COPY directly before and after. @param {number} value @param {number} before @param {number} after */
const share = (value, before, after) => (200 * value) / (before + after);
report(`Batches of ${BATCH}, ${CONNECTIONS} connections, ${EVENTS.toLocaleString('en')} events, all layers`, [
  { what: 'COPY into one table, before', value: copyBefore, unit: 'rows/s' },
  { what: 'COPY into one table, between', value: copyBetween, unit: 'rows/s' },
  { what: 'COPY into one table, after', value: copyAfter, unit: 'rows/s' },
  { what: 'sync: through all layers', value: rate, unit: 'events/s', wanted: '≥ 5,000' },
  { what: '  share of COPY', value: share(rate, copyBefore, copyBetween), unit: '%', wanted: '≥ 15' },
  { what: '  answer, p50', value: percentile(sync.times, 0.5), unit: 'ms' },
  { what: '  answer, p99', value: percentile(sync.times, 0.99), unit: 'ms' },
  { what: 'background: through all layers', value: backgroundRate, unit: 'events/s' },
  { what: '  share of COPY', value: share(backgroundRate, copyBetween, copyAfter), unit: '%', wanted: '≥ 15' },
  { what: '  to sync', value: backgroundRate / rate, unit: 'times', wanted: '≥ 1' },
  { what: '  answer, p50', value: percentile(background.times, 0.5), unit: 'ms' },
  { what: '  answer, p99', value: percentile(background.times, 0.99), unit: 'ms' },
]);
