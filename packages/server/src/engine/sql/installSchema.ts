import type { RowSecurity } from '../port.ts';
import type { SqlConnection, SqlSession } from './connection.ts';
import { isDistributed, planDistribution } from './planDistribution.ts';
import { checksumOf, readSqlFiles, type SqlFile } from './readSqlFiles.ts';
import { SCHEMAS } from './schemas.ts';

/** Who the server works as, when nobody says otherwise. */
export const DEFAULT_ROLE = 'onevault_app';

/**
 * Brings a database to this server's schema: the migrations it lacks, then the functions and views if any changed.
 * One transaction under one lock, so any number of servers may start at once and a failed start leaves
 * nothing half done. Says whether `role` can then work behind row-level security.
 */
export async function installSchema(
  connection: Pick<SqlConnection, 'transaction'>,
  role = DEFAULT_ROLE,
): Promise<RowSecurity> {
  const { migrations, functions, views } = readSqlFiles();
  return connection.transaction(async (session) => {
    await session.query(`select pg_advisory_xact_lock(hashtext('onevault.install'))`);
    await session.script(`
      create schema if not exists audit;
      create table if not exists audit.migrations (
        name text primary key, checksum text not null, applied_at timestamptz not null default now());
      create table if not exists audit.functions (
        checksum text primary key, installed_at timestamptz not null default now());`);
    await applyMigrations(session, migrations);
    const isNew = await replaceFunctions(session, [...functions, ...views]);
    await session.query('select upkeep.ensure_partitions()');
    if (isNew && (await isDistributed(session))) await distributeNew(session);
    return enableRowSecurity(session, role);
  });
}

async function applyMigrations(session: SqlSession, migrations: SqlFile[]): Promise<void> {
  const applied = new Map<string, string>();
  for (const row of await session.query('select name, checksum from audit.migrations')) {
    applied.set(String(row.name), String(row.checksum));
  }
  const unknown = [...applied.keys()].filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `[OneVault] Failed to start: the database has been migrated by a newer server (${unknown.join(', ')}). Try that version.`,
    );
  }
  for (const { name, text } of migrations) {
    const checksum = checksumOf(text);
    const known = applied.get(name);
    if (known === checksum) continue;
    if (known !== undefined) {
      throw new Error(
        `[OneVault] Failed to start: ${name} is not what the database was migrated with. Try the released version of it (changes belong in a new migration) or, if its events may go, delete the folder or database.`,
      );
    }
    await session.script(text);
    await session.query('insert into audit.migrations (name, checksum) values ($1, $2)', [name, checksum]);
  }
}

async function replaceFunctions(session: SqlSession, files: SqlFile[]): Promise<boolean> {
  const checksum = checksumOf(...files.flatMap(({ name, text }) => [name, text]));
  const installed = await session.query('select from audit.functions where checksum = $1', [checksum]);
  if (installed.length > 0) return false;
  // Bodies name one another in any order; without the check a file need not come after those it calls.
  await session.script('set local check_function_bodies = off');
  for (const { text } of files) await session.script(text);
  // What this transaction has not just written is of an older version, and gone from the files.
  const stale = await session.query(
    `select p.oid::regprocedure::text as signature
     from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
     where n.nspname = any ($1)
       and p.xmin::text <> (pg_current_xact_id()::text::numeric % 4294967296)::text`,
    [SCHEMAS],
  );
  for (const { signature } of stale) await session.script(`drop function ${signature}`);
  await session.script('delete from audit.functions');
  await session.query('insert into audit.functions (checksum) values ($1)', [checksum]);
  return true;
}

/** What this version has brought, where the rest is distributed already (`distribute`). */
async function distributeNew(session: SqlSession): Promise<void> {
  // Citus must not work in parallel in a transaction that has changed its catalogue.
  await session.script(`set local citus.multi_shard_modify_mode = 'sequential'`);
  for (const { statements } of await planDistribution(session)) {
    for (const statement of statements) await session.script(statement);
  }
}

/** Enabled only where something is missing: it changes the catalogue, and most starts need not. */
async function enableRowSecurity(session: SqlSession, role: string): Promise<RowSecurity> {
  const [fit] = await session.query('select auth.ensure_role($1) as reason', [role]);
  if (typeof fit?.reason === 'string') return { isOn: false, reason: fit.reason };
  const [active] = await session.query('select auth.row_security_is_on($1) as is_on', [role]);
  if (active?.is_on !== true) await session.query('select auth.enable_row_security($1)', [role]);
  return { isOn: true };
}
