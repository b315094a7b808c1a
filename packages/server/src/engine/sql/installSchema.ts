import type { RowSecurity } from '../port.ts';
import type { SqlConnection, SqlSession } from './connection.ts';
import { isDistributed, planDistribution } from './planDistribution.ts';
import { type DatabaseUse, markProduction, refuseProduction } from './productionMark.ts';
import { checksumOf, readSqlFiles, type SqlFile } from './readSqlFiles.ts';
import { SCHEMAS } from './schemas.ts';

/** The default role of the server. */
export const DEFAULT_ROLE = 'onevault_app';

/**
 * Brings a database to this server's schema: applies missing migrations, then replaces functions and views if any
 * changed. One transaction under one lock, so any number of servers may start at once, and a failed start changes
 * nothing. Resolves with whether `role` works under row-level security.
 */
export async function installSchema(
  connection: Pick<SqlConnection, 'transaction'>,
  role = DEFAULT_ROLE,
  use?: DatabaseUse,
  onMigration?: OnMigration,
): Promise<RowSecurity> {
  const { migrations, functions, views } = readSqlFiles();
  return connection.transaction(async (session) => {
    await session.query(`select pg_advisory_xact_lock(hashtext('onevault.install'))`);
    if (use === 'test') await refuseProduction(session);
    await createRecords(session);
    await applyMigrations(session, migrations, onMigration);
    if (use === 'production') await markProduction(session);
    const isNew = await replaceFunctions(session, [...functions, ...views]);
    await session.query('select upkeep.ensure_partitions()');
    if (isNew && (await isDistributed(session))) await distributeNew(session);
    return enableRowSecurity(session, role);
  });
}

/** Called before a migration of a database that may have events: it may take minutes. */
export type OnMigration = (name: string) => void;

/** What an installation consists of, and in which order it is made. */
const RECORDS = [
  ['audit', 'create schema audit'],
  [
    'audit.migrations',
    `create table audit.migrations (
       name text primary key, checksum text not null, applied_at timestamptz not null default now())`,
  ],
  [
    'audit.functions',
    `create table audit.functions (checksum text primary key, installed_at timestamptz not null default now())`,
  ],
] as const;

/**
 * Creates only what is missing: Citus sends every definition to all machines, also one that would change nothing, and
 * while one of them is away no server could start.
 */
async function createRecords(session: SqlSession): Promise<void> {
  const [found] = await session.query(
    `select to_regnamespace('audit')::text as audit, to_regclass('audit.migrations')::text as "audit.migrations",
       to_regclass('audit.functions')::text as "audit.functions"`,
  );
  for (const [name, definition] of RECORDS) if (found?.[name] == null) await session.script(definition);
}

async function applyMigrations(session: SqlSession, migrations: SqlFile[], onMigration?: OnMigration): Promise<void> {
  const applied = new Map<string, string>();
  for (const row of await session.query('select name, checksum from audit.migrations')) {
    applied.set(String(row.name), String(row.checksum));
  }
  const unknown = [...applied.keys()].filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `[OneVault] Failed to start: a newer server has migrated the database (${unknown.join(', ')}). Try that version.`,
    );
  }
  for (const { name, text } of migrations) {
    const checksum = checksumOf(text);
    const known = applied.get(name);
    if (known === checksum) continue;
    if (known !== undefined) {
      throw new Error(
        `[OneVault] Failed to start: ${name} differs from the version that migrated the database. Try the released version (changes belong in a new migration) or, if you do not need its events, delete the folder or database.`,
      );
    }
    if (applied.size > 0) onMigration?.(name);
    await session.script(text);
    await session.query('insert into audit.migrations (name, checksum) values ($1, $2)', [name, checksum]);
  }
}

async function replaceFunctions(session: SqlSession, files: SqlFile[]): Promise<boolean> {
  const checksum = checksumOf(...files.flatMap(({ name, text }) => [name, text]));
  const installed = await session.query('select 1 from audit.functions where checksum = $1', [checksum]);
  if (installed.length > 0) return false;
  // PL/pgSQL functions call one another; without the check of bodies their order does not matter.
  await session.script('set local check_function_bodies = off');
  for (const { text } of files) await session.script(text);
  // A function that this transaction did not write belongs to an older version and has no file any more.
  const stale = await session.query(
    `select p.oid::regprocedure::text as signature
     from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
     where n.nspname = any ($1)
       and p.xmin::text <> (pg_current_xact_id()::text::numeric % 4294967296)::text`,
    [SCHEMAS],
  );
  // All at once: one may depend on another.
  if (stale.length > 0) await session.script(`drop function ${stale.map(({ signature }) => signature).join(', ')}`);
  await fixSearchPaths(session);
  await session.script('delete from audit.functions');
  await session.query('insert into audit.functions (checksum) values ($1)', [checksum]);
  return true;
}

/**
 * Fixes the `search_path` of our functions. Otherwise a role that may create in `public` could make the owner run its
 * function or operator of the same name with better matching arguments (CVE-2018-1058). Skips SQL functions that
 * PostgreSQL can inline, which a fixed path would prevent: their bodies (`return`, `begin atomic`) keep no names, since
 * PostgreSQL looked these up when it created the function.
 */
async function fixSearchPaths(session: SqlSession): Promise<void> {
  const open = await session.query(
    `select p.oid::regprocedure::text as signature
     from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
     where n.nspname = any ($1) and coalesce(p.proconfig::text, '') not like '%search_path=%'
       and (p.prosqlbody is null or p.provolatile = 'v' or p.prosecdef)`,
    [SCHEMAS],
  );
  const alter = open.map(({ signature }) => `alter function ${signature} set search_path = pg_catalog, pg_temp`);
  if (alter.length > 0) await session.script(alter.join(';\n'));
}

/** Distributes the new tables and functions of this version, if the database is distributed (`distribute`). */
async function distributeNew(session: SqlSession): Promise<void> {
  // Citus must not run in parallel in a transaction that has changed its catalogue.
  await session.script(`set local citus.multi_shard_modify_mode = 'sequential'`);
  for (const { statements } of await planDistribution(session)) {
    for (const statement of statements) await session.script(statement);
  }
}

/** Enables row-level security only where it is missing: enabling changes the catalogue. */
async function enableRowSecurity(session: SqlSession, role: string): Promise<RowSecurity> {
  const [fit] = await session.query('select auth.ensure_role($1) as reason', [role]);
  if (typeof fit?.reason === 'string') return { isOn: false, reason: fit.reason };
  const [active] = await session.query('select auth.row_security_is_on($1) as is_on', [role]);
  if (active?.is_on !== true) await session.query('select auth.enable_row_security($1)', [role]);
  return { isOn: true };
}
