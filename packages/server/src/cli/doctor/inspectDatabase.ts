import type { Database } from '../readDatabase.ts';
import { describeDatabase, toPostgresPlace } from '../readDatabase.ts';
import { toDatabaseFailure } from '../toDatabaseFailure.ts';
import { type Finding, problem } from './finding.ts';
import { inspectFolder } from './inspectFolder.ts';
import { inspectSql } from './inspectSql.ts';

/** Looks at a database without changing it: the schema is neither installed nor updated. */
export async function inspectDatabase(database: Database, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const hasGivenKeys = Boolean(env.ONEVAULT_KEYS?.trim());
  try {
    if (database.kind === 'pglite') return await inspectFolder(database, hasGivenKeys);
    const { connectPostgres } = await import('../../engine/postgres/connectPostgres.ts');
    const connection = connectPostgres(database.url, 1);
    try {
      const { name } = toPostgresPlace(database.url);
      return await inspectSql(connection, {
        place: describeDatabase(database),
        name,
        hasGivenKeys,
        isEmbedded: false,
        ...(database.role !== undefined && { role: database.role }),
      });
    } finally {
      await connection.close();
    }
  } catch (error) {
    const { message } = toDatabaseFailure(error, database);
    return [toFinding('database', message)];
  }
}

/** A message of the form `[OneVault] Failed to X: reason. Try Y.` as a finding. */
export function toFinding(check: string, text: string): Finding {
  const [, message = text, instead = '--help'] = /^\[OneVault\] (.*)\. Try (.*)\.$/.exec(text) ?? [];
  return problem(check, message, instead);
}
