import { spawn } from 'node:child_process';
import process, { env, platform, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** A test run that is stopped closes its browsers and databases; one that hangs is killed. */
const PATIENCE_MS = 10_000;

/**
 * Runs a program at the top of the repository. It ends with this process.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} options
 * @param {Record<string, string> | undefined} [options.env] beside the environment of this process
 * @param {AbortSignal} options.signal ends the program, and whatever it has started
 * @param {(text: string) => void} options.print takes what it prints, errors too
 * @returns {Promise<void>}
 * @throws if it fails or is ended
 */
export function runProgram(command, args, { env: more = {}, signal, print }) {
  if (signal.aborted) return Promise.reject(new Error(`\`${command}\` was not started.`));
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    // What it prints goes through a pipe, which has no colours by itself.
    env: { ...env, ...(stdout.isTTY && { FORCE_COLOR: '1' }), ...more },
    shell: platform === 'win32',
    // With a process group of its own, so that what it has started ends with it.
    detached: platform !== 'win32',
  });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', print);
  const end = () => {
    kill(child, 'SIGTERM');
    setTimeout(() => kill(child, 'SIGKILL'), PATIENCE_MS).unref();
  };
  const endAtOnce = () => kill(child, 'SIGTERM');
  signal.addEventListener('abort', end, { once: true });
  process.once('exit', endAtOnce);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      signal.removeEventListener('abort', end);
      process.off('exit', endAtOnce);
      if (status === 0) resolve();
      else reject(new Error(`\`${[command, ...args].join(' ')}\` ended with ${status}.`));
    });
  });
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function kill(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null || !child.pid) return;
  try {
    if (platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Gone in the meantime.
  }
}
