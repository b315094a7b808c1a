/**
 * What many customers without work cost: the worker's poll, the search for customers to maintain, and the numbers of
 * health and metrics, beside the loops over customers that they were before.
 */
import { setTimeout } from 'node:timers/promises';
import { openDatabase } from './shared/openDatabase.mjs';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

const CUSTOMERS = readOption('customers', 20_000);
const RUNS = readOption('runs', 20);
/** A customer's running totals are spread over up to 16 rows. */
const SLOTS = 4;
// Answers are kept for a quarter of a second (health) and for five (metrics).
const HEALTH_MS = 300;

const postgres = await startPostgres();
const server = await startServer(postgres.url, ['--no-worker', '--metrics-token', 'bench']);
const database = await openDatabase(postgres.url);

// Customers that had an event each, which is complete, and a session, which is over.
await database.query(`select auth.ensure_tenant('bench-' || n, null) from generate_series(1, $1::int) as n`, [
  CUSTOMERS,
]);
await database.query(
  `insert into totals.pipeline_counters (tenant_hk, slot, accepted, staged, loaded, latest_event_at, last_processed_at)
   select t.tenant_hk, slot, 1, 1, 1, now() - interval '1 hour', now() - interval '1 hour'
   from auth.tenants as t, generate_series(0, $1::int - 1) as slot`,
  [SLOTS],
);
await database.query(
  `insert into raw.events (tenant_hk, event_id, received_timestamp, raw_payload, record_source)
   select t.tenant_hk, 'evt_1', now() - interval '1 hour', '{}', 'bench' from auth.tenants as t`,
);
await database.query(
  `insert into totals.session_totals
     (tenant_hk, site_session_hk, started_at, ended_at, first_arrival_at, last_arrival_at, began_received_at,
      began_event_id, events, page_views, interactions)
   select t.tenant_hk, sha256(t.tenant_hk), now(), now(), now(), now(), now(), 'evt_1', 1, 1, 0 from auth.tenants as t`,
);
await database.query('analyze');

// The loops, as they were.
await database.query('create schema bench');
for (const [name, check] of [
  ['poll', 'pipeline.has_work'],
  ['maintain', 'upkeep.is_due'],
]) {
  await database.query(
    `create function bench.loop_${name}() returns setof text language plpgsql as $$
     declare v_tenant record;
     begin
       for v_tenant in select t.tenant_hk, t.customer_id from auth.all_tenants() as t loop
         perform auth.enter_tenant(v_tenant.tenant_hk);
         if ${check}(v_tenant.tenant_hk) then return next v_tenant.customer_id; end if;
       end loop;
     end $$`,
  );
}
await database.query(
  `create function bench.loop_totals() returns bigint language plpgsql as $$
   declare v_tenant_hk bytea; v_counts record; v_raw bigint := 0; v_at timestamptz;
   begin
     for v_tenant_hk in select t.tenant_hk from auth.all_tenants() as t loop
       perform auth.enter_tenant(v_tenant_hk);
       select * into v_counts from read.pipeline_counts(v_tenant_hk);
       v_raw := v_raw + v_counts.raw_pending;
       v_at := least(v_at, (select min(q.received_timestamp) from raw.queue as q where q.tenant_hk = v_tenant_hk));
       v_at := least(v_at, (select min(s.received_timestamp) from staging.site_tracking_events_s as s
         where s.tenant_hk = v_tenant_hk and s.business_status = 'PENDING'));
     end loop;
     return v_raw;
   end $$`,
);
// The server's role, as the server works.
await database.query('grant usage on schema bench to onevault_app');
await database.query('set role onevault_app');

/** @param {() => Promise<unknown>} run @param {number} runs */
async function measure(run, runs) {
  await run();
  /** @type {number[]} */
  const times = [];
  for (let i = 0; i < runs; i++) {
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
  }
  return percentile(times, 0.5);
}

/** @param {string} text */
const statement = (text) => () => database.query(text);
/** @param {string} path @param {Record<string, string>} [headers] */
const get = async (path, headers = {}) => {
  const answer = await fetch(server.url + path, { headers });
  if (answer.status !== 200) throw new Error(`Failed to measure ${path}: ${answer.status} ${await answer.text()}.`);
  return answer.text();
};
/** Only the request itself, after the last answer is too old. @param {() => Promise<unknown>} ask */
async function measureHealth(ask) {
  /** @type {number[]} */
  const times = [];
  for (let i = 0; i < RUNS; i++) {
    await setTimeout(HEALTH_MS);
    const startedAt = performance.now();
    await ask();
    times.push(performance.now() - startedAt);
  }
  return percentile(times, 0.5);
}

const FEW = Math.min(RUNS, 3);
const rows = [
  {
    what: 'poll',
    value: await measure(statement('select pipeline.tenants_with_work()'), RUNS),
    unit: 'ms',
    wanted: '< 50',
  },
  { what: 'poll, as a loop', value: await measure(statement('select bench.loop_poll()'), FEW), unit: 'ms' },
  {
    what: 'customers to maintain',
    value: await measure(statement('select upkeep.tenants_to_maintain()'), RUNS),
    unit: 'ms',
  },
  {
    what: 'customers to maintain, as a loop',
    value: await measure(statement('select bench.loop_maintain()'), FEW),
    unit: 'ms',
  },
  { what: 'totals', value: await measure(statement('select read.totals()'), RUNS), unit: 'ms' },
  { what: 'totals, as a loop', value: await measure(statement('select bench.loop_totals()'), FEW), unit: 'ms' },
  { what: 'GET /health/detailed', value: await measureHealth(() => get('/health/detailed')), unit: 'ms' },
  // The first answer: the next ones share it for five seconds.
  { what: 'GET /metrics', value: await timeOf(() => get('/metrics', { Authorization: 'Bearer bench' })), unit: 'ms' },
];
await database.close();
await server.stop();
await postgres.stop();
report(`${CUSTOMERS.toLocaleString('en')} customers without work, median of ${RUNS}`, rows);

/** @param {() => Promise<unknown>} run */
async function timeOf(run) {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}
