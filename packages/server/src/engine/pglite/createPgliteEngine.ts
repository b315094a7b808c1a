import { resolve } from 'node:path';
import type { DatabaseEngine } from '../port.ts';
import { createSqlEngine } from '../sql/createSqlEngine.ts';
import type { OnMigration } from '../sql/installSchema.ts';
import type { DatabaseUse } from '../sql/productionMark.ts';
import { connectPglite, type PgliteConnection } from './connectPglite.ts';
import { lockFolder } from './lockFolder.ts';

export interface PgliteOptions {
  /** The folder of the database; created if missing. Default: in memory, gone when closed. */
  folder?: string;
  use?: DatabaseUse | undefined;
  onMigration?: OnMigration | undefined;
}

/**
 * The engine over PGlite: PostgreSQL inside this process, for a laptop and for tests. PGlite runs in a separate
 * thread, so that the server answers while it works.
 *
 * @throws Error when another server has the folder, or its files are damaged: says which.
 */
export async function createPgliteEngine({ folder, use, onMigration }: PgliteOptions = {}): Promise<DatabaseEngine> {
  let connection: PgliteConnection | undefined;
  const lock =
    folder === undefined ? undefined : lockFolder(folder, { onLost: (reason) => void connection?.abandon(reason) });
  try {
    const opened = await connectPglite(lock?.dataDir);
    connection = opened;
    return await createSqlEngine(
      {
        ...opened,
        async close() {
          await opened.close();
          lock?.release();
        },
      },
      {
        kind: 'pglite',
        ...(folder !== undefined && { folder: resolve(folder) }),
        durability:
          folder === undefined
            ? 'Events are kept in memory and are gone when the server stops.'
            : 'An answered event is written to files and survives a stop and a crash of the server; it may not survive a crash of the machine, for which there is PostgreSQL.',
      },
      { use, onMigration },
    );
  } catch (error) {
    lock?.release();
    throw error;
  }
}
