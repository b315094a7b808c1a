/** The published packages work in an empty project outside this repository. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = ['sdk', 'server', 'mock-server'];
const INSTALL_MS = 180_000;

const folder = mkdtempSync(join(tmpdir(), 'onevault-packed-'));
const project = join(folder, 'project');
const bin = (name: string) => join(project, 'node_modules', '.bin', name);
const running = new Set<ChildProcess>();

beforeAll(() => {
  for (const name of PACKAGES) {
    run('npx', ['--yes', 'pnpm@12.21.0', 'pack', '--pack-destination', folder], join(ROOT, 'packages', name));
  }
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }');
  const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  expect(tarballs).toHaveLength(PACKAGES.length);
  run('npm', ['install', '--no-audit', '--no-fund', ...tarballs.map((name) => join(folder, name))], project);
}, INSTALL_MS);
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

test('the tracker can be imported and required, without a browser', () => {
  const use = "new OneVaultTracker({ customerId: 'a', apiToken: 'b' }).shutdown()";
  node(`import { OneVaultTracker } from '@onevault/tracker'; ${use}`);
  node(`import { OneVaultTracker } from '@onevault/tracker/core'; ${use}`);
  node(`import { createRequire } from 'node:module';
    const { OneVaultTracker } = createRequire(import.meta.url)('@onevault/tracker'); ${use}`);
});

test('the server starts on a folder, and passes its own seven checks', async () => {
  const url = await start('onevault-server', ['--key', 'demo:ovt_demo', '--port', '0']);
  expect(run(bin('onevault-server'), ['check', '--url', url], project)).toContain('7/7');
});

test('the mock server starts in memory', async () => {
  const url = await start('onevault-mock-server', ['--database', 'memory', '--port', '0']);
  expect((await fetch(`${url}/mock/events`)).status).toBe(200);
});

test('a test finds the events that the tracker sent, in memory and in SQL', () => {
  node(`
    import { createMockServer } from '@onevault/mock-server/testing';
    import { OneVaultTracker } from '@onevault/tracker';
    for (const engine of ['memory', 'pglite']) {
      const server = await createMockServer({ engine });
      const tracker = new OneVaultTracker(server.trackerOptions);
      tracker.trackEvent('signup', { plan: 'pro' });
      await server.waitFor({ event_type: 'signup', where: { plan: 'pro' } });
      tracker.shutdown();
      await server.close();
    }`);
});

test('the old command names point to the new ones', () => {
  expect(failureOf('onevault-check', [])).toContain('Try onevault-server check.');
  expect(failureOf('onevault-mock-server', ['keys', 'list'])).toContain('Try onevault-server keys.');
});

function run(command: string, args: string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function node(code: string): string {
  return run(process.execPath, ['--input-type=module', '-e', code], project);
}

function failureOf(program: string, args: string[]): string {
  try {
    run(bin(program), args, project);
  } catch (error) {
    return String((error as { stderr?: unknown }).stderr);
  }
  throw new Error(`${program} ${args.join(' ')} did not fail.`);
}

/** Resolves with the url once the program listens. */
function start(program: string, args: string[]): Promise<string> {
  const { NODE_ENV, DATABASE_URL, ...env } = process.env;
  const child = spawn(bin(program), args, { cwd: project, env });
  running.add(child);
  let said = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      said += chunk;
      const [, url] = /listening on (http:\S+)/.exec(said) ?? [];
      if (url) resolve(url);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => reject(new Error(`${program} ended with ${code}: ${said}`)));
  });
}
