import type { JsonObject } from '@onevault/contract';
import type { RawEvent } from '@onevault/server/internal/engine/port';
import type { SqlKind } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { readRows } from './readRows.ts';

const MINUTE_MS = 60_000;
const startMs = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 2 * 86_400_000;
const at = (minutes: number) => new Date(startMs + minutes * MINUTE_MS).toISOString();

export interface Visit {
  type?: string;
  page?: string;
  at?: number;
  data?: JsonObject;
}

/** A database in which an event whose id begins with `evt_fault` is set aside. */
export async function openWithFaults(kind: SqlKind): Promise<OpenSql> {
  const sql = await openSql(kind);
  await sql.connection.script(
    `alter table business.site_event_nl add constraint no_faults check (site_event_bk not like 'evt_fault%')`,
  );
  return sql;
}

/** Events `<prefix>0`, `<prefix>1`, …, `at` minutes after the start. */
export const toEvents = (visits: Visit[], prefix = 'evt_'): RawEvent[] =>
  visits.map(({ type = 'page_view', page = '/', at: minutes = 0, data = {} }, n) => ({
    eventId: `${prefix}${n}`,
    payload: { event_type: type, page_url: page, event_data: { ...data, timestamp: at(minutes) } },
    clientIpHash: 'ab'.repeat(32),
    userAgent: 'test',
    enrichment: null,
  }));

export const closeSessions = (sql: OpenSql, customer: string) =>
  sql.query(`select upkeep.close_sessions(auth.tenant_hk($1), 500, now() + interval '1 hour')`, [customer]);

/** Every row of the tenant in every table that holds events or is derived from them, and the audit trail, as text. */
export async function readEverything(sql: OpenSql, customer: string): Promise<string> {
  const tables = await sql.query(
    `select schemaname || '.' || tablename as name from pg_tables
     where schemaname in ('raw', 'staging', 'business', 'totals', 'facts') and tablename !~ '_(default|[0-9]+)$'
       or schemaname || '.' || tablename = 'audit.trail'`,
  );
  const rows: string[] = [];
  for (const { name } of tables) {
    const found = await sql.query(
      `select to_jsonb(t)::text as row from ${String(name)} as t where t.tenant_hk = auth.tenant_hk($1)`,
      [customer],
    );
    rows.push(...found.map(({ row }) => `${String(name)} ${String(row)}`));
  }
  return rows.join('\n');
}

/** The rows of vault and totals, without descriptions of pages and goods, which other visitors have seen too. */
export async function readLeft(sql: OpenSql, customer: string): Promise<Record<string, JsonObject[]>> {
  const rows = await readRows(sql, customer, startMs);
  for (const table of Object.keys(rows)) {
    if (/page_details|business_item|pipeline_counters/.test(table)) delete rows[table];
  }
  return rows;
}
