/**
 * Events in JSON with the expected rows of every hub, link, satellite and table of totals. A step stores events as one
 * batch, or closes the sessions that have ended by then. In the rows:
 * - a hash key is shown as its business key; keys of links, hash diffs, times of loading and arrival, and nulls are
 *   omitted;
 * - a time is the minutes after the start: `{"$at": 5}` in an event, `"+5 min"` in a row.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { JsonObject, JsonValue } from '@onevault/contract';
import type { RawEvent } from '@onevault/server/internal/engine/port';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SQL_KINDS } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { expectInvariants } from './invariants.ts';
import { readRows, sortRows } from './readRows.ts';

interface VaultGolden {
  about: string;
  steps: ({ store: JsonObject[] } | { close_sessions: true })[];
  rows: Record<string, JsonObject[]>;
}

const FOLDER = new URL('../../src/goldens/vault/', import.meta.url);
const MINUTE = 60_000;
/** A past day, so that every event keeps its own timestamp. */
const startMs = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 2 * 86_400_000;
const AGENT = 'Mozilla/5.0';
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
    await sql.engine.upsertCustomer(file);
    for (const step of [...golden.steps, ...golden.steps]) {
      // Every step runs twice: the second run changes nothing.
      if ('store' in step) await sql.engine.store(file, step.store.map(toEvent), { process: true });
      else {
        await sql.query(`select upkeep.close_sessions(auth.tenant_hk($1), 500, now() + interval '1 hour')`, [file]);
      }
    }
    await expectInvariants(sql, file);
    // By the time of arrival, which is now.
    const { 'totals.arrivals': _, ...found } = await readRows(sql, file, startMs);
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
