import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Database, describeDatabase } from '../readDatabase.ts';
import { type Finding, fine, problem } from './finding.ts';
import { inspectSql } from './inspectSql.ts';

/** The engine's own minimum is 64 MiB: then it stores nothing more. */
const FEW_BYTES = 1_073_741_824;
const MIB = 1_048_576;

/** Looks at the folder of an embedded database, and into it if no server has it open. */
export async function inspectFolder(
  database: Extract<Database, { kind: 'pglite' }>,
  hasGivenKeys: boolean,
): Promise<Finding[]> {
  const path = resolve(database.folder);
  const place = describeDatabase(database);
  const ancestor = findExisting(path);
  if (!statSync(ancestor).isDirectory()) return [problem('database', `${place}: ${ancestor} is a file`, 'a folder')];
  // Throws EACCES, which the caller explains.
  accessSync(ancestor, constants.R_OK | constants.W_OK | constants.X_OK);
  const disk = inspectDisk(ancestor);
  if (!existsSync(join(path, 'pgdata')) || readdirSync(join(path, 'pgdata')).length === 0) {
    return [fine('database', `${place}: there is no database yet, the first start makes it`), disk];
  }

  const { lockFolder } = await import('../../engine/pglite/lockFolder.ts');
  let lock: ReturnType<typeof lockFolder>;
  try {
    lock = lockFolder(path);
  } catch (error) {
    const owner = /: (.*) uses it\./.exec((error as Error).message)?.[1];
    if (owner === undefined) throw error;
    return [fine('database', `${place}: ${owner} has it open; stop it to look inside`), disk];
  }
  try {
    const { connectPglite } = await import('../../engine/pglite/connectPglite.ts');
    const connection = await connectPglite(lock.dataDir);
    try {
      return [...(await inspectSql(connection, { place, name: 'postgres', hasGivenKeys, isEmbedded: true })), disk];
    } finally {
      await connection.close();
    }
  } finally {
    lock.release();
  }
}

function inspectDisk(folder: string): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const message = `${Math.floor(free / MIB)} MiB are free where ${folder} is`;
  return free >= FEW_BYTES
    ? fine('disk', message)
    : problem('disk', message, 'freeing space: below 64 MiB nothing is stored');
}

function findExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : findExisting(dirname(path));
}
