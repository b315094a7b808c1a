import type { AlertKind } from '@onevault/contract';
import { connectPostgres } from '@onevault/server/internal/engine/postgres/connectPostgres';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { event } from '../../src/suites/event.ts';
import { rule } from './alertKit.ts';
import { watchStatements } from './watchStatements.ts';

const RULES: [AlertKind, Record<string, number | string>][] = [
  ['no_events', { minutes: 60 }],
  ['rate_below', { percent: 50, weeks: 4, min_events: 20 }],
  ['rate_above', { percent: 200, weeks: 4, min_events: 20, event_type: 'page_view' }],
  ['bad_share', { percent: 5, minutes: 15, min_events: 20, of: 'both' }],
  ['set_aside_backlog', { events: 100 }],
  ['lag', { seconds: 300 }],
  ['event_quiet', { event_type: 'page_view', hours: 336 }],
  ['error_spike', { percent: 300, min_events: 20 }],
];

test('an evaluation scans no table that grows with events, hours or deliveries', async () => {
  const url = await createDatabase();
  const engine = await createPostgresEngine({ url });
  const owner = connectPostgres(url, 1);
  await engine.upsertCustomer('acme');
  for (const [kind, settings] of RULES) await engine.operations.alerts.addRule('acme', rule(kind, settings));
  await engine.store(
    'acme',
    Array.from({ length: 500 }, () => event()),
    { process: true },
  );
  // Three years of hours, events that wait, and a month of deliveries.
  await owner.query(
    `insert into totals.event_hours (tenant_hk, hour_at, event_type_hk, slot, event_type, events)
     select auth.tenant_hk('acme'), date_trunc('hour', now(), 'UTC') - n * interval '1 hour', sha256('page_view'), 0, 'page_view', 5
     from generate_series(1, 25000) as n`,
  );
  await owner.query(
    `insert into raw.queue (tenant_hk, event_id, received_timestamp)
     select auth.tenant_hk('acme'), 'evt_' || n, now() - n * interval '1 ms' from generate_series(1, 5000) as n`,
  );
  await owner.query(
    `insert into alerts.deliveries (tenant_hk, delivery_id, destination_id, event, body, created_at)
     select auth.tenant_hk('acme'), gen_random_uuid(), gen_random_uuid(), 'alert.test', '{}', now() from generate_series(1, 5000)`,
  );
  await owner.query('analyze');
  const watched = await watchStatements(url);
  try {
    const filled = await owner.query(
      'select distinct tableoid::regclass::text as name from staging.site_tracking_events_s',
    );
    const large = ['totals.event_hours', 'raw.queue', 'alerts.deliveries', ...filled.map(({ name }) => String(name))];
    // From the sixth call on a session may take a generic plan.
    for (let call = 1; call <= 8; call += 1) {
      await owner.query('update alerts.rules set due_at = now()');
      const executed = await watched.run(`select alerts.evaluate(auth.enter_customer('acme'))`);
      const tables = executed.flatMap((statement) => statement.tables);
      expect(tables).toContain('totals.event_hours');
      expect(tables.filter((name) => /^(raw\.(events|set_aside)|business\.)/.test(name))).toEqual([]);
      const scanned = executed.flatMap((statement) => statement.scanned);
      expect(scanned.filter((name) => large.includes(name))).toEqual([]);
    }
  } finally {
    await Promise.all([watched.close(), owner.close(), engine.close()]);
  }
});
