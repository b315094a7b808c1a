import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SERVER = fileURLToPath(new URL('../../packages/server/dist/cli/main.js', import.meta.url));
// The memory engine is part of the test kit.
const MOCK_SERVER = fileURLToPath(new URL('../../packages/mock-server/dist/cli.js', import.meta.url));

/** @typedef {Awaited<ReturnType<typeof startProgram>>} Program */

/**
 * Starts a program and waits for its ready line.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ ready?: RegExp, isSilent?: boolean, cwd?: string, env?: NodeJS.ProcessEnv }} [options] silent: its errors are
 *   expected; cwd: default the repository
 * @returns {Promise<{ url: string, pid: number, readyMs: number, stop(): Promise<void>, kill(): Promise<void> }>}
 */
export async function startProgram(
  command,
  args,
  { ready = /listening on (http:\S+)/, isSilent = false, cwd = ROOT, env = process.env } = {},
) {
  const startedAt = performance.now();
  const server = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', isSilent ? 'ignore' : 'inherit'] });
  // A measurement that fails must not leave its server behind.
  const kill = () => server.kill();
  process.once('exit', kill);
  const ended = new Promise((resolve) => server.once('exit', resolve)).finally(() => process.off('exit', kill));
  const url = await new Promise((resolve, reject) => {
    let seen = '';
    server.stdout.on('data', (chunk) => {
      seen += chunk;
      const found = ready.exec(seen);
      if (found) resolve(found[1] ?? '');
    });
    ended.then((code) => reject(new Error(`Failed to start the server: it ended with ${code}.`)));
  });
  return {
    url,
    pid: server.pid ?? 0,
    readyMs: performance.now() - startedAt,
    async stop() {
      server.kill('SIGTERM');
      await ended;
    },
    async kill() {
      server.kill('SIGKILL');
      await ended;
    },
  };
}

/**
 * The command line server in a separate process, without a rate limit, with the key demo / ovt_demo.
 *
 * @param {string} database
 * @param {string[]} [flags]
 * @param {{ isSilent?: boolean, nodeFlags?: string[] }} [options]
 */
export function startServer(database, flags = [], { nodeFlags = [], ...options } = {}) {
  const port = flags.includes('--port') ? [] : ['--port', '0'];
  const args = ['--database', database, '--rate-limit', '0', '--key', 'demo:ovt_demo', '--quiet', ...port, ...flags];
  return startProgram(process.execPath, [...nodeFlags, database === 'memory' ? MOCK_SERVER : SERVER, ...args], options);
}

/**
 * A worker in a separate process.
 *
 * @param {string} database
 */
export function startWorker(database) {
  const args = [SERVER, 'worker', '--database', database, '--quiet'];
  return startProgram(process.execPath, args, { ready: /worker processing/, isSilent: true });
}
