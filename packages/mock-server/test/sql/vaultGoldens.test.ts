/**
 * Events in JSON and, beside them, the rows of every hub, link, satellite and read table. A step stores
 * events as one batch, or closes the sessions that are over by then. In the rows:
 * - a hash key stands as the business key it is made of; keys of links, hash diffs and times of loading and
 *   arrival are left out, as are nulls;
 * - a time is the minutes after the start: `{"$at": 5}` in an event, `"+5 min"` in a row.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { JsonObject, JsonValue } from '@onevault/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RawEvent } from '../../src/engine/port.ts';
import { expectInvariants } from './invariants.ts';
import { type OpenSql, openSql, SQL_KINDS } from './openSql.ts';

interface VaultGolden {
  about: string;
  steps: ({ store: JsonObject[] } | { close_sessions: true })[];
  rows: Record<string, JsonObject[]>;
}

const FOLDER = new URL('../goldens/vault/', import.meta.url);
const MINUTE = 60_000;
/** Of a day that is over, so that all its events are taken at the time they name. */
const startMs = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 2 * 86_400_000;
const AGENT = 'Mozilla/5.0';
const LEFT_OUT = new Set(
  'tenant_hk load_date load_end record_source hash_diff slot tab_hk event_type_hk first_arrival_at last_arrival_at began_received_at close_after latest_event_at last_processed_at'.split(
    ' ',
  ),
);

describe.each(SQL_KINDS)('vault goldens (%s)', (kind) => {
  let sql: OpenSql;
  beforeAll(async () => {
    sql = await openSql(kind);
  });
  afterAll(() => sql?.close());

  test.each(
    readdirSync(FOLDER)
      .filter((file) => file.endsWith('.json'))
      .sort(),
  )('%s', async (file) => {
    const golden = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as VaultGolden;
    await sql.engine.upsertTenant(file);
    for (const step of [...golden.steps, ...golden.steps]) {
      // Everything happens twice: the second time it changes nothing.
      if ('store' in step) await sql.engine.store(file, step.store.map(toEvent), { process: true });
      else {
        await sql.query(`select business.close_sessions(auth.tenant_hk($1), 500, now() + interval '1 hour')`, [file]);
      }
    }
    await expectInvariants(sql, file);
    const found = await readRows(sql, file);
    expect(found).toEqual(sortRows(golden.rows));
  });
});

function toEvent({ event_id, ...payload }: JsonObject): RawEvent {
  return {
    eventId: String(event_id),
    payload: resolve(payload) as RawEvent['payload'],
    clientIpHash: null,
    userAgent: AGENT,
    enrichment: null,
  };
}

function resolve(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.$at === 'number') return new Date(startMs + value.$at * MINUTE).toISOString();
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item)]));
}

/** Every table of the vault and every read table that has rows of the customer. */
async function readRows({ query }: OpenSql, customer: string): Promise<Record<string, JsonObject[]>> {
  const tables = await query(
    `select schemaname || '.' || tablename as name from pg_tables where schemaname in ('business', 'read') order by 1`,
  );
  const names = new Map<string, string>([['\\x', '']]);
  const rows: Record<string, JsonObject[]> = {};
  for (const { name } of tables) {
    const found = await query(
      `select to_jsonb(t) as row from ${String(name)} as t where t.tenant_hk = auth.tenant_hk($1)`,
      [customer],
    );
    if (found.length > 0) rows[String(name)] = found.map(({ row }) => row as JsonObject);
  }
  for (const [table, hubs] of Object.entries(rows)) {
    const hub = /^business\.(\w+)_h$/.exec(table)?.[1];
    for (const row of hub === undefined ? [] : hubs) names.set(String(row[`${hub}_hk`]), String(row[`${hub}_bk`]));
  }
  const toReadable = (row: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(row).flatMap(([column, value]) => {
        if (value === null || LEFT_OUT.has(column) || column.startsWith('link_') || column.endsWith('_bk')) return [];
        if (column.endsWith('_hk')) return [[column, names.get(String(value)) ?? `unknown key ${String(value)}`]];
        if (column.endsWith('_at') || column === 'event_timestamp')
          return [[column, `+${(Date.parse(String(value)) - startMs) / MINUTE} min`]];
        return [[column, value]];
      }),
    );
  return sortRows(Object.fromEntries(Object.entries(rows).map(([table, list]) => [table, list.map(toReadable)])));
}

function sortRows(rows: Record<string, JsonObject[]>): Record<string, JsonObject[]> {
  return Object.fromEntries(
    Object.entries(rows).map(([table, list]) => [table, [...list].sort((a, b) => (toText(a) < toText(b) ? -1 : 1))]),
  );
}

const toText = (row: JsonObject) => JSON.stringify(Object.entries(row).sort());
