/** The published packages work in an empty project outside this repository. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installPacked } from './installPacked.ts';

const INSTALL_MS = 180_000;

const folder = mkdtempSync(join(tmpdir(), 'onevault-packed-'));
let project: string;
const bin = (name: string) => join(project, 'node_modules', '.bin', name);
const running = new Set<ChildProcess>();

beforeAll(async () => {
  project = await installPacked();
}, INSTALL_MS);
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

test('the tracker can be imported and required, without a browser', async () => {
  const use = "new OneVaultTracker({ customerId: 'a', apiToken: 'b' }).shutdown()";
  await node(`import { OneVaultTracker } from '@onevault/tracker'; ${use}`);
  await node(`import { OneVaultTracker } from '@onevault/tracker/core'; ${use}`);
  await node(`import { createRequire } from 'node:module';
    const { OneVaultTracker } = createRequire(import.meta.url)('@onevault/tracker'); ${use}`);
});

test('the tracker for Node keeps events on disk, and another process delivers them', async () => {
  const track = (kind: string, url: string, then: string) =>
    node(`${kind === 'import' ? "import { OneVaultTracker } from '@onevault/tracker/node';" : "import { createRequire } from 'node:module'; const { OneVaultTracker } = createRequire(import.meta.url)('@onevault/tracker/node');"}
      const options = { apiBaseUrl: ${JSON.stringify(url)}, customerId: 'demo', apiToken: 'ovt_demo', outbox: ${JSON.stringify(join(folder, 'outbox'))} };
      const tracker = new OneVaultTracker(options);
      ${then}`);
  const url = await start('onevault-mock-server', ['--database', 'memory', '--port', '0']);
  const fault = (method: string, body?: string) =>
    fetch(`${url}/mock/faults`, { method, headers: { 'Content-Type': 'application/json' }, ...(body && { body }) });
  await fault('POST', '{"fault":"offline"}');
  await track('import', url, "tracker.trackEvent('order_paid', { value: 9.8 }); process.exit();");
  await fault('DELETE');
  await track('require', url, 'await tracker.close();');
  const { events } = await (await fetch(`${url}/mock/events?customer_id=demo`)).json();
  expect(events).toMatchObject([{ event_type: 'order_paid', event_data: { value: 9.8 } }]);
});

test('the server starts on a folder, and passes its own seven checks', async () => {
  const url = await start('onevault-server', [
    '--key',
    'demo:ovt_demo',
    '--port',
    '0',
    '--database',
    join(folder, 'events'),
  ]);
  expect(await run(bin('onevault-server'), ['check', '--url', url], project)).toContain('7/7');
});

test('the mock server starts in memory', async () => {
  const url = await start('onevault-mock-server', ['--database', 'memory', '--port', '0']);
  expect((await fetch(`${url}/mock/events`)).status).toBe(200);
});

test('a test finds the events that the tracker sent, in memory and in SQL', async () => {
  await node(`
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

test('the tracker adds itself to an application', async () => {
  writeFileSync(join(folder, 'index.html'), '<html>\n<head>\n</head>\n</html>\n');
  expect(await run(bin('onevault-tracker'), ['init', '--yes'], folder)).toContain('Changed index.html.');
  expect(readFileSync(join(folder, 'index.html'), 'utf8')).toContain('sdk/0/onevault.min.js"></script>');
});

test('the old command names point to the new ones', async () => {
  expect(await failureOf('onevault-check', [])).toContain('Try onevault-server check.');
  expect(await failureOf('onevault-mock-server', ['keys', 'list'])).toContain('Try onevault-server keys.');
});

/** Resolves with what it prints. */
async function run(command: string, args: string[], cwd: string): Promise<string> {
  const running = promisify(execFile)(command, args, { cwd });
  running.child.stdin?.end();
  return (await running).stdout;
}

function node(code: string): Promise<string> {
  return run(process.execPath, ['--input-type=module', '-e', code], project);
}

async function failureOf(program: string, args: string[]): Promise<string> {
  try {
    await run(bin(program), args, project);
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
