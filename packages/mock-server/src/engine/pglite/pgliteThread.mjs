// The thread in which PGlite works. Plain JavaScript, so that Node can start it from the sources as well
// as from the build.
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

const database = await PGlite.create(workerData.dataDir === undefined ? {} : { dataDir: workerData.dataDir });

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
