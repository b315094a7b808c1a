// The thread in which PGlite works. Plain JavaScript, so that Node can start it from the sources as well
// as from the build.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { brotliDecompressSync } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';

const { dataDir, emptyDatabase } = workerData;
const isNew = dataDir === undefined || !existsSync(join(dataDir, 'PG_VERSION'));
const database = await PGlite.create({
  ...(dataDir !== undefined && { dataDir }),
  ...(isNew && emptyDatabase && { loadDataDir: new Blob([brotliDecompressSync(readFileSync(emptyDatabase))]) }),
});

parentPort?.on(
  'message',
  async (/** @type {import('./pgliteThread.mjs').Question} */ { id, text = '', params, close }) => {
    try {
      if (close) {
        await database.close();
        answer({ id });
      } else if (params === undefined) {
        await database.exec(text);
        answer({ id });
      } else {
        const { rows } = await database.query(text, [...params]);
        answer({ id, rows });
      }
    } catch (error) {
      answer({ id, error: { message: error.message, code: error.code } });
    }
  },
);

/** @param {import('./pgliteThread.mjs').Answer} message */
function answer(message) {
  parentPort?.postMessage(message);
}
