/**
 * The live stream under load, on PostgreSQL: from the answer that an event is stored until a client has read its message.
 * Every client gets every event; one that misses one, or gets it twice, ends the measurement with an error.
 */
import { setTimeout } from 'node:timers/promises';
import { request } from 'undici';
import { cpuOf, parentOf } from './shared/cpuOf.mjs';
import { createClient } from './shared/createClient.mjs';
import { createEvent } from './shared/createEvent.mjs';
import { createHeaders } from './shared/createHeaders.mjs';
import { openDatabase } from './shared/openDatabase.mjs';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

const SECONDS = readOption('seconds', 20);
const EVENTS_A_SECOND = readOption('events', 1_000);
const CLIENTS = readOption('clients', 20);
const CONNECTIONS = 10;
/** As a page sends them. */
const BATCH = 10;
const EVENT_ID = /"event_id":"(evt_[\w-]+)"/;

const postgres = await startPostgres();
const server = await startServer(postgres.url);
const connection = await openDatabase(postgres.url);
const [backend] = await connection.query('select pg_backend_pid() as pid');
const postmaster = parentOf(backend?.pid);
await connection.close();

/** When each event's answer came. @type {Map<string, number>} */
const acceptedAt = new Map();
/** When each client read each event's message. @type {Map<string, number>[]} */
const seenAt = [];
let sent = 0;

/** One connection that sends a batch every so often. @param {number} n @param {number} seconds */
async function drive(n, seconds) {
  const client = createClient(server.url);
  const everyMs = (1000 * CONNECTIONS * BATCH) / EVENTS_A_SECOND;
  await setTimeout((everyMs * n) / CONNECTIONS);
  const beganAt = performance.now();
  for (let round = 0; round * everyMs < seconds * 1000; round++) {
    const batch = Array.from({ length: BATCH }, createEvent);
    await client.post('/api/v1/track', batch);
    const now = performance.now();
    for (const { event_id } of batch) acceptedAt.set(event_id, now);
    sent += batch.length;
    await setTimeout(Math.max(0, beganAt + (round + 1) * everyMs - performance.now()));
  }
  client.close();
}

/** @param {number} seconds */
async function load(seconds) {
  const [server0, database0] = [cpuOf(server.pid), cpuOf(postmaster)];
  const [sent0, startedAt] = [sent, performance.now()];
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, n) => drive(n, seconds)));
  const took = (performance.now() - startedAt) / 1000;
  return {
    rate: (sent - sent0) / took,
    server: (cpuOf(server.pid) - server0) / took,
    database: (cpuOf(postmaster) - database0) / took,
  };
}

async function openStream() {
  const { body, statusCode } = await request(`${server.url}/api/v1/track/stream`, { headers: createHeaders('demo') });
  if (statusCode !== 200) throw new Error(`The stream: HTTP ${statusCode} ${await body.text()}`);
  /** @type {Map<string, number>} */
  const seen = new Map();
  seenAt.push(seen);
  const read = async () => {
    let text = '';
    for await (const chunk of body) {
      const now = performance.now();
      text += chunk;
      const messages = text.split('\n\n');
      text = messages.pop() ?? '';
      for (const message of messages) {
        const [, id] = EVENT_ID.exec(message) ?? [];
        if (id === undefined || !message.includes('"stage":"business"')) continue;
        if (seen.has(id)) throw new Error(`A client got ${id} twice.`);
        seen.set(id, now);
      }
    }
  };
  const reading = read().catch((error) => {
    if (error.name !== 'AbortError') throw error;
  });
  return { close: () => body.destroy(), reading };
}

await load(3);
acceptedAt.clear();
const without = await load(SECONDS / 2);
acceptedAt.clear();
const streams = [];
for (let n = 0; n < CLIENTS; n++) streams.push(await openStream());
const within = await load(SECONDS);
const isSeen = () => seenAt.every((seen) => seen.size >= acceptedAt.size);
for (let waited = 0; !isSeen() && waited < 500; waited++) await setTimeout(10);
for (const [n, seen] of seenAt.entries()) {
  const missing = [...acceptedAt.keys()].filter((id) => !seen.has(id));
  if (missing.length > 0) throw new Error(`Client ${n} has not got ${missing.length} of ${acceptedAt.size} events.`);
}
const times = seenAt.flatMap((seen) =>
  [...seen].map(([id, at]) => Math.max(0, at - (acceptedAt.get(id) ?? Number.NaN))),
);
for (const { close } of streams) close();
await server.stop();
await postgres.stop();

report(`Stream to ${CLIENTS} clients, ${SECONDS} s, ${times.length.toLocaleString('en')} messages`, [
  { what: 'stored', value: within.rate, unit: 'events/s' },
  { what: 'from accepted to seen, p50', value: percentile(times, 0.5), unit: 'ms' },
  { what: 'from accepted to seen, p95', value: percentile(times, 0.95), unit: 'ms', wanted: '< 250' },
  { what: 'from accepted to seen, p99', value: percentile(times, 0.99), unit: 'ms' },
  { what: 'server, without clients', value: without.server * 100, unit: '% of a core' },
  { what: 'server, with clients', value: within.server * 100, unit: '% of a core' },
  { what: 'database, without clients', value: without.database * 100, unit: '% of a core' },
  { what: 'database, with clients', value: within.database * 100, unit: '% of a core' },
]);
