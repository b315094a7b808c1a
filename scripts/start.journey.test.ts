import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findFreePort } from './findFreePort.ts';
import { skipUnless } from './skipUnless.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

let folder: string;
let npm: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onevault-start-'));
});
afterEach(async () => {
  npm?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

test(
  'npm start serves the shop, says what to open, and ends when npm is stopped',
  skipUnless(process.platform !== 'win32', 'Windows has no SIGTERM'),
  async () => {
    const port = await findFreePort();
    npm = spawn('npm', ['start', '--', '--port', String(port), '--database', folder], { cwd: ROOT });
    const said = await readUntil(npm, 'Ctrl-C');
    const lock = () => readFileSync(join(folder, 'lock'), 'utf8');
    expect(lock()).toMatch(/^process \d+ on /);
    expect(said).toContain(`http://localhost:${port}/shop/`);

    // The two things that its message says to open.
    const shop = await fetch(`http://127.0.0.1:${port}/shop/`);
    const page = await shop.text();
    expect(page).toContain('<script src="onevault.min.js"></script>');
    for (const name of ['onevault.min.js', 'onevault.inspector.js'])
      expect((await fetch(`http://127.0.0.1:${port}/shop/${name}`)).status).toBe(200);
    const [, home = ''] = /See what arrives +(\S+)/.exec(said) ?? [];
    const answer = await fetch(home.replace('localhost', '127.0.0.1'));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);

    // Only to npm, as a process manager does. The lock is empty when the database is closed.
    npm.kill('SIGTERM');
    await expect.poll(lock, { timeout: 30_000 }).toBe('');
    expect(await isListening(port)).toBe(false);
  },
);

function readUntil({ stdout, stderr }: ChildProcess, wanted: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const read = (chunk: Buffer) => {
      said += chunk;
      if (said.includes(wanted)) resolve(said);
    };
    stdout?.on('data', read);
    stderr?.on('data', read);
    stdout?.once('end', () => reject(new Error(`npm start ended:\n${said}`)));
  });
}

async function isListening(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/health`).then(
    () => true,
    () => false,
  );
}
