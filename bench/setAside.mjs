/** Whether 1,400 set-aside events slow a sync track of the same customer, compared with a customer without any. */
import { createClient } from './shared/createClient.mjs';
import { createEvent } from './shared/createEvent.mjs';
import { openDatabase } from './shared/openDatabase.mjs';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

const SET_ASIDE = readOption('rows', 1_400);
const EVENTS = readOption('events', 3_000);
const BATCH = 100;
const WARM_UP = 500;
const CONSTRAINT = 'bench_refuses';

const postgres = await startPostgres();
const server = await startServer(postgres.url, ['--key', 'with:ovt_with', '--key', 'without:ovt_without'], {
  isSilent: true,
});
const database = await openDatabase(postgres.url);
const clients = { with: createClient(server.url, 'with'), without: createClient(server.url, 'without') };

// Events that violate a constraint are set aside. The constraint stays, so that they fail again at each retry.
await database.query(
  `alter table business.site_event_nl add constraint ${CONSTRAINT} check (event_type <> 'refused') not valid`,
);
for (let sent = 0; sent < SET_ASIDE; sent += BATCH) {
  const events = Array.from({ length: Math.min(BATCH, SET_ASIDE - sent) }, () => ({
    ...createEvent(),
    event_type: 'refused',
  }));
  await clients.with.post('/api/v1/track', events);
}
const { pipeline_status: status } = await clients.with.get('/api/v1/track/status');
if (status.rejected !== SET_ASIDE)
  throw new Error(`Failed to set ${SET_ASIDE} events aside: ${JSON.stringify(status)}.`);

/** @type {('with' | 'without')[]} */
const names = ['with', 'without'];
/** @type {Record<'with' | 'without', number[]>} */
const times = { with: [], without: [] };
for (let i = 0; i < WARM_UP + EVENTS; i++) {
  // The order changes, so that neither customer always comes after the other's commit.
  for (const name of i % 2 ? names : [...names].reverse()) {
    const event = createEvent();
    const startedAt = performance.now();
    await clients[name].post('/api/v1/track', event);
    if (i >= WARM_UP) times[name].push(performance.now() - startedAt);
  }
}
for (const client of Object.values(clients)) client.close();
await database.query(`alter table business.site_event_nl drop constraint ${CONSTRAINT}`);
await database.close();
await server.stop();
await postgres.stop();

const [withThem, without] = [percentile(times.with, 0.5), percentile(times.without, 0.5)];
report(`POST /api/v1/track beside ${SET_ASIDE.toLocaleString('en')} set-aside events, ${EVENTS} alternating`, [
  { what: 'without, p50', value: without, unit: 'ms' },
  { what: 'with, p50', value: withThem, unit: 'ms' },
  { what: 'difference', value: (withThem / without - 1) * 100, unit: '%', wanted: '< 5' },
]);
