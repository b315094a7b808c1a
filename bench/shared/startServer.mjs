import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLI = fileURLToPath(new URL('../../packages/mock-server/dist/cli.js', import.meta.url));

/**
 * Starts a program and waits for the server's ready line.
 *
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<{ url: string, readyMs: number, stop(): Promise<void> }>}
 */
export async function startProgram(command, args) {
  const startedAt = performance.now();
  const server = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  // A measurement that fails must not leave its server behind.
  const kill = () => server.kill();
  process.once('exit', kill);
  const ended = new Promise((resolve) => server.once('exit', resolve)).finally(() => process.off('exit', kill));
  const url = await new Promise((resolve, reject) => {
    let seen = '';
    server.stdout.on('data', (chunk) => {
      seen += chunk;
      const found = /listening on (http:\S+)/.exec(seen);
      if (found) resolve(found[1]);
    });
    ended.then((code) => reject(new Error(`Failed to start the server: it ended with ${code}.`)));
  });
  return {
    url,
    readyMs: performance.now() - startedAt,
    async stop() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}

/**
 * The command line server in a process of its own, without a rate limit, with the key demo / ovt_demo.
 *
 * @param {string} database
 */
export function startServer(database) {
  return startProgram(process.execPath, [
    CLI,
    ...['--port', '0', '--database', database, '--rate-limit', '0', '--key', 'demo:ovt_demo', '--quiet'],
  ]);
}
