import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startProgram } from './startServer.mjs';

/**
 * `npm start` on a port that is free, until the server listens. `stop` ends when the folder of the database is free.
 *
 * @param {string} database its folder
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options] cwd: a clone, default this one
 */
export async function startByNpm(database, options) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const server = await startProgram(npm, ['start', '--', '--port', '0', '--database', database], options);
  return {
    ...server,
    async stop() {
      await server.stop();
      // npm ends before the server that it started, which then empties the lock.
      while (readFileSync(join(database, 'lock'), 'utf8') !== '') await setTimeout(20);
    },
  };
}
