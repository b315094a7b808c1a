/** The background route at half of what the server can do: from the answer until the event is in the business layer. */
import { setTimeout } from 'node:timers/promises';
import { createClient } from './shared/createClient.mjs';
import { createEvent } from './shared/createEvent.mjs';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';
import { runLoad } from './shared/runLoad.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

const SECONDS = readOption('seconds', 20);
const CONNECTIONS = 16;
const FULL_SECONDS = 8;

const postgres = await startPostgres();
const server = await startServer(postgres.url);
const client = createClient(server.url);

/** @param {number} seconds @param {{ everyMs?: number, onAnswer?: (status: number, body: string) => boolean }} [options] */
const load = (seconds, options) => {
  const endsAt = performance.now() + seconds * 1000;
  const next = () => (performance.now() < endsAt ? JSON.stringify(createEvent()) : null);
  return runLoad({ url: server.url, path: '/api/v1/track/async', connections: CONNECTIONS, next, ...options });
};

// What it can do: events accepted and brought to the business layer, one after the other as a client waits.
await load(3);
await client.settle();
const startedAt = performance.now();
const { answers } = await load(FULL_SECONDS);
await client.settle();
const full = (answers * 1000) / (performance.now() - startedAt);

let newest = { id: '', at: 0 };
let isOver = false;
const half = load(SECONDS, {
  everyMs: (CONNECTIONS * 1000) / (full / 2),
  onAnswer(status, body) {
    newest = { id: JSON.parse(body).event_id, at: performance.now() };
    return status === 200;
  },
}).finally(() => {
  isOver = true;
});
/** @type {number[]} */
const times = [];
while (!isOver) {
  const { id, at } = newest;
  if (id === '') await setTimeout(5);
  else {
    for (;;) {
      const { event } = await client.get(`/api/v1/track/events/${id}`);
      if (event.stage === 'business') break;
      if (event.reason) throw new Error(JSON.stringify(event));
      await setTimeout(2);
    }
    times.push(performance.now() - at);
    await setTimeout(10);
  }
}
const { answers: sent, seconds } = await half;
client.close();
await server.stop();
await postgres.stop();

report(`POST /api/v1/track/async at half load, ${SECONDS} s, ${times.length} events followed`, [
  { what: 'full load, until all is in the business layer', value: full, unit: 'events/s' },
  { what: 'half load', value: sent / seconds, unit: 'events/s' },
  { what: 'to the business layer, p50', value: percentile(times, 0.5), unit: 'ms' },
  { what: 'to the business layer, p99', value: percentile(times, 0.99), unit: 'ms', wanted: '< 250' },
]);
