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
const PATH = '/api/v1/track/async';

const postgres = await startPostgres();
const server = await startServer(postgres.url);
const client = createClient(server.url);

/** As many events as the server takes. @param {number} seconds */
const load = (seconds) => {
  const endsAt = performance.now() + seconds * 1000;
  const next = () => (performance.now() < endsAt ? JSON.stringify(createEvent()) : null);
  return runLoad({ url: server.url, path: PATH, connections: CONNECTIONS, next });
};

/**
 * One connection that starts a request every so often. autocannon cannot do this evenly: it sends the requests of a
 * second in one burst and then waits for the next second.
 *
 * @param {number} n @param {number} everyMs @param {number} endsAt
 */
async function drive(n, everyMs, endsAt) {
  const own = createClient(server.url);
  let sent = 0;
  // The connections start one after the other, spread over the pause.
  await setTimeout((everyMs * n) / CONNECTIONS);
  while (performance.now() < endsAt) {
    const sentAt = performance.now();
    const { event_id: id } = await own.post(PATH, createEvent());
    newest = { id, at: performance.now() };
    sent += 1;
    await setTimeout(Math.max(0, sentAt + everyMs - performance.now()));
  }
  own.close();
  return sent;
}

// What the server can do: events a second, from the first request until the last event is in the business layer.
await load(3);
await client.settle();
const startedAt = performance.now();
const { answers } = await load(FULL_SECONDS);
await client.settle();
const full = (answers * 1000) / (performance.now() - startedAt);

let newest = { id: '', at: 0 };
let isOver = false;
let seconds = 0;
const everyMs = (CONNECTIONS * 1000) / (full / 2);
const halfStartedAt = performance.now();
const half = Promise.all(
  Array.from({ length: CONNECTIONS }, (_, n) => drive(n, everyMs, halfStartedAt + SECONDS * 1000)),
).finally(() => {
  isOver = true;
  seconds = (performance.now() - halfStartedAt) / 1000;
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
const sent = (await half).reduce((sum, count) => sum + count, 0);
client.close();
await server.stop();
await postgres.stop();

report(`POST /api/v1/track/async at half load, ${SECONDS} s, ${times.length} events followed`, [
  { what: 'full load, until all is in the business layer', value: full, unit: 'events/s' },
  { what: 'half load', value: sent / seconds, unit: 'events/s' },
  { what: 'to the business layer, p50', value: percentile(times, 0.5), unit: 'ms' },
  { what: 'to the business layer, p99', value: percentile(times, 0.99), unit: 'ms', wanted: '< 250' },
]);
