/** One client, one event at a time: how long until the answer, which means that the event is in the business layer. */
import { createClient } from './shared/createClient.mjs';
import { createEvent } from './shared/createEvent.mjs';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

const WARM_UP = 300;
const EVENTS = readOption('events', 2_000);

const postgres = await startPostgres();
const rows = [];
for (const [name, database] of [
  ['PostgreSQL', postgres.url],
  ['memory', 'memory'],
]) {
  const server = await startServer(String(database));
  const client = createClient(server.url);
  const times = [];
  for (let i = 0; i < WARM_UP + EVENTS; i++) {
    const event = createEvent();
    const startedAt = performance.now();
    const answer = await client.post('/api/v1/track', event);
    if (answer.processing_status !== 'complete') throw new Error(JSON.stringify(answer));
    if (i >= WARM_UP) times.push(performance.now() - startedAt);
  }
  client.close();
  await server.stop();
  const wanted = name === 'PostgreSQL' ? { wanted: '< 10' } : {};
  rows.push({ what: `${name}, p50`, value: percentile(times, 0.5), unit: 'ms', ...wanted });
  rows.push({ what: `${name}, p95`, value: percentile(times, 0.95), unit: 'ms' });
}
await postgres.stop();
report(`POST /api/v1/track, one client, ${EVENTS} events`, rows);
