import type { RawEvent } from '@onevault/server/internal/engine/port';
import type { OpenSql } from '../../src/databases/openSql.ts';
import { operationsOf } from '../../src/suites/operationsOf.ts';

export function toEvent(n: number): RawEvent {
  return {
    eventId: `evt_rls_${n}`,
    payload: {
      event_type: 'page_view',
      page_url: `https://shop.example/p/${n % 3}`,
      event_data: {
        session_id: `sess_${n % 2}`,
        visitor_id: `visitor_${n % 2}`,
        item_id: `tea-${n % 2}`,
        tab_id: 'tab_1',
        seq: n,
      },
    },
    clientIpHash: null,
    userAgent: 'test',
    enrichment: null,
  };
}

/** Rows in every table: old events for retention, their ended sessions, and new events. */
export async function fillTables({ engine, query }: OpenSql, customer: string): Promise<void> {
  const days = 86_400_000;
  await engine.upsertCustomer(customer);
  await operationsOf(engine).addKey(customer, { hash: 'ab'.repeat(32), scope: 'write' });
  await operationsOf(engine).sessions.add(customer, { hash: 'cd'.repeat(32), keyHash: 'ab'.repeat(32), lastsS: 60 });
  await engine.store(customer, [toEvent(1), toEvent(2)], { process: true });
  await operationsOf(engine).maintain(customer, { now: new Date(Date.now() + 400 * days).toISOString() });
  await engine.store(customer, [toEvent(3), toEvent(4), toEvent(5)], { process: true });
  // One is set aside for good, one waits.
  await engine.store(customer, [toEvent(6), toEvent(7)], { process: false });
  await query(`select pipeline.set_aside_next(auth.tenant_hk($1), '23514: no')`, [customer]);
  await query('update raw.set_aside set next_attempt_at = null where tenant_hk = auth.tenant_hk($1)', [customer]);
  // Only an upgrade makes such a row.
  await query(
    `insert into facts.fills (tenant_hk, until_at, after_at, after_id)
     values (auth.tenant_hk($1), now() - interval '1 hour', '-infinity', '')`,
    [customer],
  );
  // Only events that waited for longer than a test should take have such a row.
  await query('select totals.note_late(auth.tenant_hk($1), now(), now(), now())', [customer]);
  // A rule that fires at once, and tells a webhook.
  await query(
    `select alerts.add_destination(auth.tenant_hk($1), gen_random_uuid(), 'webhook', 'https://hook.example/', 'whsec_AA==', null, 'hook.example')`,
    [customer],
  );
  await query(
    `select alerts.add_rule(auth.tenant_hk($1), gen_random_uuid(), 'backlog', 'set_aside_backlog',
       '{"events": 1, "for_minutes": 0, "resolve_minutes": 5}', null, true)`,
    [customer],
  );
  await query('select alerts.evaluate(auth.tenant_hk($1))', [customer]);
  await query(
    `select saved.add_definition(auth.tenant_hk($1), 'segment', gen_random_uuid(), 'Tea', '{"filters": ["page:is:/tea"]}')`,
    [customer],
  );
  await query(
    `select saved.add_internal_rule(auth.tenant_hk($1), gen_random_uuid(), 'Ann', 'visitor', 'visitor_0', null, null)`,
    [customer],
  );
  await query(
    `select saved.add_annotation(auth.tenant_hk($1), gen_random_uuid(), 'note', now(), null, 'Sale', null, null, 'test')`,
    [customer],
  );
  await query(`select saved.set_private_properties(auth.tenant_hk($1), '{plan}')`, [customer]);
  await query(
    `select history.begin_import(auth.tenant_hk($1), 'plausible', 'plausible', 'd', '00000000-0000-4000-8000-000000000000')`,
    [customer],
  );
  await query(
    `select history.add_rows(auth.tenant_hk($1), 'plausible', '00000000-0000-4000-8000-000000000000',
       '[{"d": "2026-01-01", "n": "", "h": "", "v": null, "a": 1}]', 1)`,
    [customer],
  );
  await query(
    `select alerts.add_report(auth.tenant_hk($1), gen_random_uuid(), 'weekly', 'week', 'UTC', 6, null, true)`,
    [customer],
  );
}
