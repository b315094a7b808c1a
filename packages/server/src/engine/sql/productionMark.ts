import type { SqlSession } from './connection.ts';

/** Why a database is opened: `production` marks it, `test` refuses a marked one. */
export type DatabaseUse = 'production' | 'test';

/** Marks a database as one that has served production. */
export async function markProduction(session: SqlSession): Promise<void> {
  const marks = await session.query('select 1 from audit.production');
  if (marks.length === 0) await session.script('insert into audit.production default values on conflict do nothing');
}

/**
 * Refuses a database that has served production, before anything in it is changed.
 *
 * @throws Error that says how to go on.
 */
export async function refuseProduction(session: SqlSession): Promise<void> {
  const [table] = await session.query(`select to_regclass('audit.production') is not null as is_there`);
  if (table?.is_there !== true) return;
  const [mark] = await session.query(`select to_char(since, 'YYYY-MM-DD') as since from audit.production`);
  if (mark === undefined) return;
  throw new Error(
    `[OneVault] Failed to open the database for tests: it has served production since ${mark.since}, and a mock server deletes events. Try another database or, if this one is only for tests now, "delete from audit.production" in it.`,
  );
}
