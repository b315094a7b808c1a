import type { JsonObject } from '@onevault/contract';
import type { OpenSql } from '../../src/databases/openSql.ts';

const MINUTE_MS = 60_000;
const LEFT_OUT = new Set(
  'tenant_hk load_date load_end record_source hash_diff slot tab_hk event_type_hk first_arrival_at last_arrival_at began_received_at close_after latest_event_at last_processed_at before_at ids_after ids_walked_at'.split(
    ' ',
  ),
);

/**
 * Every table of the vault (the events as hub, links and satellite) and every table of totals with rows of the customer,
 * readable and sorted: a hash key is shown as its business key, a time as the minutes after `startMs`; keys of links,
 * hash diffs, times of loading and arrival, and nulls are omitted.
 */
export async function readRows(
  { query }: Pick<OpenSql, 'query'>,
  customer: string,
  startMs: number,
): Promise<Record<string, JsonObject[]>> {
  const tables = await query(
    `select n.nspname || '.' || c.relname as name from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
     where n.nspname in ('business', 'totals') and c.relkind in ('r', 'v')
       and c.relname <> 'site_event_nl' and c.relname !~ '_v$' order by 1`,
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
        if (column.endsWith('_at') || column === 'event_timestamp') {
          return [[column, `+${(Date.parse(String(value)) - startMs) / MINUTE_MS} min`]];
        }
        return [[column, value]];
      }),
    );
  return sortRows(Object.fromEntries(Object.entries(rows).map(([table, list]) => [table, list.map(toReadable)])));
}

export function sortRows(rows: Record<string, JsonObject[]>): Record<string, JsonObject[]> {
  return Object.fromEntries(
    Object.entries(rows).map(([table, list]) => [table, [...list].sort((a, b) => (toText(a) < toText(b) ? -1 : 1))]),
  );
}

const toText = (row: JsonObject) => JSON.stringify(Object.entries(row).sort());
