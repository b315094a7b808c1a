// The thread that runs PGlite. Plain JavaScript, so that Node can start it from the sources and from the build.
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { brotliDecompressSync } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';

const { dataDir, emptyDatabase } = workerData;
const database = await open();

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

async function open() {
  if (dataDir === undefined) return PGlite.create(prepared());
  if (!existsSync(join(dataDir, 'PG_VERSION'))) {
    // Unpacked beside its place and then renamed: a killed first start would leave a folder that cannot be opened.
    const unfinished = `${dataDir}.new`;
    rmSync(unfinished, { recursive: true, force: true });
    const made = await PGlite.create({ dataDir: unfinished, ...prepared() });
    await made.close();
    rmSync(dataDir, { recursive: true, force: true });
    renameSync(unfinished, dataDir);
  }
  return PGlite.create({ dataDir });
}

/** The prepared files for a new database, if the build made them. */
function prepared() {
  if (emptyDatabase === undefined) return {};
  const files = readFileSync(emptyDatabase);
  return { loadDataDir: new Blob([emptyDatabase.endsWith('.br') ? brotliDecompressSync(files) : files]) };
}
