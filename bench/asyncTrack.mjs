/** From the answer of the background route until the event is in the business layer: one event, and the last of a batch. */
import { createClient } from './shared/createClient.mjs';
import { createEvent } from './shared/createEvent.mjs';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

const EVENTS = readOption('events', 200);
const BURSTS = readOption('bursts', 20);
const BURST_EVENTS = 500;

const postgres = await startPostgres();
const server = await startServer(postgres.url);
const client = createClient(server.url);

/** @param {string} eventId */
async function waitForBusiness(eventId) {
  const startedAt = performance.now();
  for (;;) {
    const { event } = await client.get(`/api/v1/track/events/${eventId}`);
    if (event.stage === 'business') return performance.now() - startedAt;
    if (event.reason) throw new Error(JSON.stringify(event));
  }
}

const alone = [];
for (let i = 0; i < EVENTS; i++) {
  const { event_id } = await client.post('/api/v1/track/async', createEvent());
  alone.push(await waitForBusiness(event_id));
}
const behindBurst = [];
for (let i = 0; i < BURSTS; i++) {
  const { event_ids } = await client.post('/api/v1/track/async', Array.from({ length: BURST_EVENTS }, createEvent));
  behindBurst.push(await waitForBusiness(event_ids.at(-1)));
}
client.close();
await server.stop();
await postgres.stop();
report('POST /api/v1/track/async on PostgreSQL, from the answer to the business layer', [
  { what: `one event, p50 of ${EVENTS}`, value: percentile(alone, 0.5), unit: 'ms' },
  { what: 'one event, longest', value: Math.max(...alone), unit: 'ms', wanted: '< 1,000' },
  { what: `last of ${BURST_EVENTS} at once, p50 of ${BURSTS}`, value: percentile(behindBurst, 0.5), unit: 'ms' },
  { what: `last of ${BURST_EVENTS} at once, longest`, value: Math.max(...behindBurst), unit: 'ms', wanted: '< 1,000' },
]);
