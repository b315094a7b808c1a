import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import type { SqlConnection, SqlSession } from '@onevault/server/internal/engine/sql/connection';
import { installSchema } from '@onevault/server/internal/engine/sql/installSchema';
import { checksumOf, readSqlFiles } from '@onevault/server/internal/engine/sql/readSqlFiles';
import { emptyDatabaseName } from '../../../server/src/engine/pglite/emptyDatabaseName.mjs';

const FOLDER = fileURLToPath(new URL('../../../../.cache/databases', import.meta.url));

/**
 * The files of a PGlite that has the schema, made once for each version of PGlite and of the schema: installing it
 * takes longer than loading them. Not compressed, since unpacking would be paid for by each test file.
 *
 * @returns the path of a tar archive
 */
export async function preparePgliteFiles(): Promise<string> {
  const path = join(FOLDER, `${versionOf()}.tar`);
  if (existsSync(path)) return path;
  const database = await PGlite.create();
  await installSchema(toConnection(database));
  const files = await database.dumpDataDir('none');
  await database.close();
  mkdirSync(FOLDER, { recursive: true });
  for (const older of readdirSync(FOLDER)) rmSync(join(FOLDER, older), { force: true });
  // Beside its place until it is whole: a run may be interrupted, and another may begin at the same time.
  const unfinished = join(FOLDER, `${process.pid}.unfinished`);
  writeFileSync(unfinished, Buffer.from(await files.arrayBuffer()));
  renameSync(unfinished, path);
  return path;
}

/** With the month, since the schema is installed with the partitions of the next ones. */
function versionOf(): string {
  const { migrations, functions, views } = readSqlFiles();
  const month = new Date().toISOString().slice(0, 7);
  const sql = [...migrations, ...functions, ...views].flatMap(({ name, text }) => [name, text]);
  return `pglite-${checksumOf(emptyDatabaseName(), month, ...sql).slice(0, 16)}`;
}

function toConnection(database: PGlite): Pick<SqlConnection, 'transaction'> {
  const session: SqlSession = {
    query: async (text, params = []) => (await database.query<Record<string, unknown>>(text, [...params])).rows,
    script: async (text) => void (await database.exec(text)),
  };
  return {
    async transaction(work) {
      await session.script('begin');
      const result = await work(session);
      await session.script('commit');
      return result;
    },
  };
}
