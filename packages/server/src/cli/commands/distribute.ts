import type { SqlConnection, SqlSession } from '../../engine/sql/connection.ts';
import { type DistributionStep, planDistribution } from '../../engine/sql/planDistribution.ts';
import type { Command } from '../command.ts';
import { describeDatabase, readDatabase } from '../readDatabase.ts';
import { failed, readFlags } from '../readFlags.ts';
import { StartError } from '../startError.ts';
import type { Terminal } from '../terminal.ts';
import { toDatabaseFailure } from '../toDatabaseFailure.ts';
import { nameDatabase } from '../withEngine.ts';

const HELP = `onevault-server distribute: spreads the customers of a database over many machines, with Citus

  --database <url>          A postgres:// url of the coordinator. Default DATABASE_URL
  --dry-run                 Prints the SQL and changes only the schema, as every start does
  --help

Stop servers and workers first. Safe to repeat: it skips what is distributed already, so an interrupted run
continues where it stopped. docs/scale-out.md says what it does and how long it takes.
`;

const FLAGS = {
  database: { type: 'string' },
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The first version that delegates calls of the form `select … from function(…)` and syncs metadata to its workers. */
const MIN_CITUS_VERSION = 11;

export const distribute: Command = async (args, env, terminal) => {
  const flags = readFlags(args, FLAGS);
  if (flags.help) return terminal.print(HELP);
  const database = readDatabase(flags.database, env);
  if (database.kind !== 'postgres') {
    throw failed('--database', 'only PostgreSQL can be distributed', 'the postgres:// url of a Citus coordinator');
  }
  const { connectPostgres } = await import('../../engine/postgres/connectPostgres.ts');
  const { installSchema } = await import('../../engine/sql/installSchema.ts');
  nameDatabase(database, terminal);
  // One connection: the steps must not run in parallel.
  const connection = connectPostgres(database.url, 1);
  try {
    await requireCitus(connection, describeDatabase(database));
    await installSchema(connection, database.role);
    const plan = await planDistribution(connection);
    if (flags['dry-run']) printPlan(plan, terminal);
    else await carryOut(plan, connection, terminal);
  } catch (error) {
    throw toDatabaseFailure(error, database, 'distribute the database');
  } finally {
    await connection.close();
  }
};

async function requireCitus(session: SqlSession, place: string): Promise<void> {
  const [found] = await session.query(`select to_regproc('citus_version') is not null as is_there`);
  if (found?.is_there !== true) {
    throw new StartError(
      `[OneVault] Failed to distribute (${place}): this database lacks the extension citus. Try create extension citus, on every machine.`,
    );
  }
  const [row] = await session.query('select citus_version() as version');
  const version = /\d+(\.\d+)*/.exec(String(row?.version))?.[0] ?? '0';
  if (Number.parseInt(version, 10) < MIN_CITUS_VERSION) {
    throw new StartError(
      `[OneVault] Failed to distribute (${place}): Citus ${version} is too old. Try ${MIN_CITUS_VERSION} or newer.`,
    );
  }
}

function printPlan(plan: DistributionStep[], terminal: Terminal): void {
  for (const { about, statements } of plan) {
    terminal.print(`-- ${about}`);
    for (const statement of statements) terminal.print(`${statement};`);
  }
  terminal.error(plan.length === 0 ? 'Everything is distributed.' : `${plan.length} steps, none of them done.`);
}

async function carryOut(plan: DistributionStep[], connection: SqlConnection, terminal: Terminal): Promise<void> {
  for (const [n, { about, bytes, statements }] of plan.entries()) {
    const size = bytes > 0 ? ` (${(bytes / 1_048_576).toFixed(1)} MiB)` : '';
    terminal.print(`${n + 1}/${plan.length} ${about}${size}`);
    // One transaction a statement: a table may take hours, and finished work must stay.
    for (const statement of statements) await connection.query(statement, [], { isLong: true });
  }
  terminal.error(plan.length === 0 ? 'Everything is distributed.' : 'Done. Start the servers and workers.');
}
