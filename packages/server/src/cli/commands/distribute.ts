import type { SqlConnection, SqlSession } from '../../engine/sql/connection.ts';
import { type DistributionStep, planDistribution } from '../../engine/sql/planDistribution.ts';
import type { Command } from '../command.ts';
import { findClusterProblems, findUnknownRoom } from '../distribute/findClusterProblems.ts';
import { inspectCluster } from '../distribute/inspectCluster.ts';
import { probeNodes } from '../distribute/probeNodes.ts';
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

Stop servers and workers first. It checks the cluster before it changes anything. At the end it sends events of a
throw-away customer through each machine and removes them. Safe to repeat: it skips what is distributed already, so an
interrupted run continues where it stopped. docs/scale-out.md says what it does and how long it takes.
`;

const FLAGS = {
  database: { type: 'string' },
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const NO_ROLE = `On a cluster servers and workers cannot work as another role: start them without --database-role and ONEVAULT_DATABASE_ROLE. docs/scale-out.md, "Row-level security".`;

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
    await requireCluster(connection, describeDatabase(database), terminal);
    await installSchema(connection, database.role);
    const plan = await planDistribution(connection);
    if (flags['dry-run']) return printPlan(plan, terminal);
    await carryOut(plan, connection, terminal);
    await probe(connection, terminal);
    if (database.role !== undefined) terminal.error(NO_ROLE);
    terminal.error('Done. Start the servers and workers.');
  } catch (error) {
    throw toDatabaseFailure(error, database, 'distribute the database');
  } finally {
    await connection.close();
  }
};

/** Checks the cluster before anything changes: what is missing now would stop the work in its middle, or later. */
async function requireCluster(session: SqlSession, place: string, terminal: Terminal): Promise<void> {
  const [found] = await session.query(`select to_regproc('citus_version') is not null as is_there`);
  if (found?.is_there !== true) {
    throw new StartError(
      `[OneVault] Failed to distribute (${place}): this database lacks the extension citus. Try create extension citus, on every machine.`,
    );
  }
  const cluster = await inspectCluster(session);
  const problems = findClusterProblems(cluster);
  if (problems.length > 0) {
    throw new StartError(
      [
        `[OneVault] Failed to distribute (${place}): the cluster is not ready, and nothing was changed.`,
        ...problems,
      ].join('\n- '),
    );
  }
  for (const name of findUnknownRoom(cluster)) {
    terminal.error(`The free space of ${name} is not known. Look whether its share of the rows fits there, twice.`);
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
  if (plan.length === 0) terminal.error('Everything is distributed.');
}

/** A cluster whose tables are distributed may still refuse every event: only an event shows it. */
async function probe(connection: SqlConnection, terminal: Terminal): Promise<void> {
  try {
    await probeNodes(connection, (name) => terminal.print(`${name} processes events`));
  } catch (error) {
    throw new StartError(
      `[OneVault] Failed to probe the cluster: ${(error as Error).message}. Everything is distributed; try to mend this before you start servers, then onevault-server distribute again.`,
      { cause: error },
    );
  }
}
