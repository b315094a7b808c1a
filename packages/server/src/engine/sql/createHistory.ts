import type { HistoryDay, HistoryImport, HistoryValue } from '@onevault/contract';
import type { History, HistoryBegun, HistoryRow } from '../history.ts';
import { sha256Hex } from '../sha256Hex.ts';
import type { SqlConnection } from './connection.ts';
import { DEFAULT_ACTOR, LONG, type Statements } from './createStatements.ts';
import { toTenantHk } from './toTenantHk.ts';

/** Implements `History` with SQL: each call is one statement. What may read many rows has the time limit of a question. */
export function createHistory({ one }: Statements, readOnce: SqlConnection['readOnce']): History {
  const ask = (customerId: string, call: string, params: readonly unknown[]): Promise<unknown> =>
    readOnce(async (session) => {
      await session.query('select auth.enter_customer($1)', [customerId]);
      const [row] = await session.query(`select ${call} as found`, [toTenantHk(customerId), ...params]);
      return row?.found;
    });
  return {
    async findImports(customerId) {
      const { imports } = await one('select history.find_imports(auth.enter_customer($1)) as imports', [customerId]);
      return imports as HistoryImport[];
    },

    async beginImport(customerId, { importId, source, digest, token }) {
      const { begun } = await one(
        'select history.begin_import(auth.enter_customer($1), $2, $3, $4, $5::uuid) as begun',
        [customerId, importId, source, digest, token],
        LONG,
      );
      const { problem, ...found } = begun as HistoryBegun & { problem?: 'too_many' | 'other_source' };
      return problem ?? { ...found, isSame: found.isSame ?? false };
    },

    async addRows(customerId, { importId, token }, rows, done) {
      const wire = await Promise.all(rows.map(toWireRow));
      const { isOurs } = await one(
        'select history.add_rows(auth.enter_customer($1), $2, $3::uuid, $4::jsonb, $5) as "isOurs"',
        [customerId, importId, token, JSON.stringify(wire), done],
      );
      return isOurs === true;
    },

    async finishImport(customerId, { importId, token }, { rows, badRows }, by = DEFAULT_ACTOR) {
      const { isOurs } = await one(
        'select history.finish_import(auth.enter_customer($1), $2, $3::uuid, $4, $5, $6) as "isOurs"',
        [customerId, importId, token, rows, badRows, by],
        LONG,
      );
      return isOurs === true;
    },

    async deleteImport(customerId, importId, by = DEFAULT_ACTOR) {
      const { found } = await one(
        'select history.delete_import(auth.enter_customer($1), $2, $3) as found',
        [customerId, importId, by],
        LONG,
      );
      return found === true;
    },

    async findDays(customerId, { from, to, importId }) {
      const call = 'history.find_days($1, $2::date, $3::date, $4)';
      return (await ask(customerId, call, [from, to, importId ?? null])) as HistoryDay[];
    },

    async findValues(customerId, { from, to, importId }, by, limit) {
      const call = 'history.find_values($1, $2::date, $3::date, $4, $5, $6)';
      return (await ask(customerId, call, [from, to, by, limit, importId ?? null])) as HistoryValue[];
    },
  };
}

async function toWireRow(row: HistoryRow) {
  return {
    d: row.day,
    n: row.dimension ?? '',
    h: await sha256Hex(row.value ?? ''),
    v: row.value,
    a: row.visitors,
    s: row.sessions,
    p: row.pageViews,
    e: row.events,
    b: row.bounces,
    t: row.durationS,
  };
}
