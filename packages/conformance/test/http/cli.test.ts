import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROUTES } from '@onevault/contract';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findFreePort } from '../../../../scripts/findFreePort.ts';
import { version } from '../../../mock-server/package.json';
import { version as serverVersion } from '../../../server/package.json';
import { createFolder } from '../../src/databases/createFolder.ts';
import { ask } from './ask.ts';
import { endAllCli, runMockServer, runServer } from './runCli.ts';

const MEMORY = ['--database', 'memory', '--port', '0'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onevault-cli-'));
});
afterEach(endAllCli);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function stop(run: ReturnType<typeof runMockServer>) {
  run.signal('SIGTERM');
  return run.ended;
}

test.each([
  ['onevault-mock-server', runMockServer, version, ['fault', 'plan']],
  ['onevault-server', runServer, serverVersion, []],
] as const)('%s: --help names every flag, --version is the package’s', async (_name, run, itsVersion, more) => {
  const help = await run(['--help']).ended;
  expect(help.code).toBe(0);
  for (const flag of ['port', 'host', 'database', 'key', 'rate-limit', 'serve', 'allow-origin', 'quiet', ...more]) {
    expect(help.stdout).toContain(`--${flag}`);
  }
  expect(await run(['--version']).ended).toMatchObject({ code: 0, stdout: `${itsVersion}\n` });
});

test('starts with the demo key, prints one ready line, and stops on a signal', async () => {
  const run = runMockServer([...MEMORY, '--quiet']);
  const url = await run.url;
  expect((await ask(url + ROUTES.track, { body: {} })).status).toBe(200);
  expect((await ask(`${url}/mock/events`)).body.events).toHaveLength(1);
  const { code, stdout, stderr } = await stop(run);
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: `OneVault mock server listening on ${url} (memory)\n`,
    stderr: '',
  });
});

test('logs the lines that log readers search for, and no token', async () => {
  const run = runMockServer([...MEMORY, '--key', 'demo:very-secret']);
  const url = await run.url;
  await ask(url + ROUTES.track, { body: {}, key: 'demo:very-secret' });
  await ask(url + ROUTES.track, { body: {}, key: 'demo:wrong-secret' });
  await ask(url + ROUTES.trackAsync, { body: {}, key: 'demo:very-secret' });
  await ask(url + ROUTES.settled, { key: 'demo:very-secret' });
  const { stdout, stderr } = await stop(run);
  expect(stdout).toContain('🔄 Triggering automatic site tracking processing...');
  expect(stdout).toMatch(/✅ Processing result: \{.*\}/);
  expect(stdout).toContain('🔄 Background processing: Starting site tracking pipeline...');
  expect(stdout + stderr).not.toContain('secret');
});

test('takes faults and a tracking plan from the command line', async () => {
  const plan = join(folder, 'plan.json');
  writeFileSync(plan, '{"order":{"properties":{"value":{"type":"number"}},"required":["value"]}}');
  const run = runMockServer([...MEMORY, '--plan', plan, '--fault', 'status,status=503,first=1']);
  const url = await run.url;
  const body = { event_type: 'order', event_data: {} };
  expect((await ask(url + ROUTES.track, { body })).status).toBe(503);
  expect((await ask(url + ROUTES.track, { body })).body).toMatchObject({
    message: expect.stringContaining('value is missing'),
  });
  expect((await ask(`${url}/mock/coverage`)).body.coverage).toMatchObject({
    violations: [{ pointer: '/event_data/value' }],
  });
  await stop(run);

  expect(await runMockServer([...MEMORY, '--fault', 'explode']).ended).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      '[OneVault] Failed to read --fault explode: fault: Allowed are status, drop_before',
    ),
  });
  expect(await runMockServer([...MEMORY, '--plan', 'nowhere.json']).ended).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('nowhere.json: the file, or one that it imports, does not exist'),
  });
});

test.each([
  ['onevault-mock-server', runMockServer, MEMORY, 200],
  ['onevault-server', runServer, ['--port', '0', '--database'], 404],
] as const)(
  '%s: keys, a write key, a rate limit, files and origins from flags',
  async (name, start, where, controls) => {
    writeFileSync(join(folder, 'page.html'), '<title>Shop</title>');
    const run = start([
      ...where,
      ...(where === MEMORY ? [] : [join(folder, name)]),
      ...['--key', 'acme:a:b:c', '--key', 'acme:public:write', '--rate-limit', '3'],
      ...['--serve', `/shop=${folder}`, '--allow-origin', 'https://shop.example'],
    ]);
    const url = await run.url;
    const statuses = [];
    for (const key of ['demo:ovt_demo', 'acme:a:b:c', 'acme:public']) {
      statuses.push((await ask(url + ROUTES.status, { key })).status);
    }
    expect(statuses).toEqual([401, 200, 403]);
    for (let i = 0; i < 3; i += 1)
      expect((await ask(url + ROUTES.track, { body: {}, key: 'acme:public' })).status).toBe(200);
    expect((await ask(url + ROUTES.track, { body: {}, key: 'acme:public' })).status).toBe(429);
    expect((await ask(`${url}/mock/faults`)).status).toBe(controls);
    expect(await (await fetch(`${url}/shop/page.html`)).text()).toBe('<title>Shop</title>');
    const preflight = (Origin: string) => ask(url + ROUTES.track, { method: 'OPTIONS', headers: { Origin } });
    expect((await preflight('https://shop.example')).headers.get('access-control-allow-origin')).toBe(
      'https://shop.example',
    );
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    expect((await stop(run)).code).toBe(0);
  },
);

describe('in production', () => {
  test('there is no default key, there are no mock controls, and nothing says "mock"', async () => {
    const database = join(folder, 'production');
    const run = runServer(['--port', '0'], { NODE_ENV: 'production', DATABASE_URL: database });
    const url = await run.url;
    expect((await ask(url + ROUTES.status)).status).toBe(401);
    expect((await ask(`${url}/mock/events`)).status).toBe(404);
    const { stderr, stdout } = await stop(run);
    expect(stderr).toContain('No key was given');
    expect(stdout).toContain(`OneVault server listening on ${url} (pglite, ${database})`);
    expect(stdout + stderr).not.toMatch(/mock/i);
  });

  test('a mock server is refused', async () => {
    expect(await runMockServer(MEMORY, { NODE_ENV: 'production' }).ended).toMatchObject({
      code: 1,
      stderr:
        '[OneVault] Failed to read NODE_ENV: a test server with open controls must not run in production. Try onevault-server.\n',
    });
  });
});

describe('names the program that has the flag or command', () => {
  test.each([
    [runMockServer, ['keys', 'list'], 'onevault-server keys'],
    [runMockServer, ['worker'], 'onevault-server worker'],
    [runMockServer, ['check', '--url', 'x'], 'onevault-server check'],
    [runMockServer, ['--no-mock'], 'onevault-server'],
    [runMockServer, ['--mock'], 'it without --mock'],
    [runServer, ['--mock'], 'onevault-mock-server'],
    [runServer, ['--fault', 'stall'], 'onevault-mock-server --fault'],
    [runServer, ['--plan', 'plan.json'], 'onevault-mock-server --plan'],
    [runServer, ['plan', 'check'], 'onevault-mock-server plan'],
    [runServer, ['--database', 'memory'], 'onevault-mock-server'],
  ])('%o %j', async (run, args, instead) => {
    const { code, stdout, stderr } = await run(args).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^\[OneVault\] Failed to [^\n]+: [^\n]+\. Try [^\n]+\.\n$/);
    expect(stderr).toContain(instead);
  });
});

describe('refuses to start, says why and what to try', () => {
  test.each([
    [['--port', 'x'], '--port'],
    [['--keys', 'demo:se-cret'], '--keys'],
    [['wroker'], 'the command line'],
    [['--host', '203.0.113.7', ...MEMORY], 'listen on 203.0.113.7:0'],
    [['--host', 'no.such.host.invalid', ...MEMORY], 'listen on no.such.host.invalid:0'],
  ])('%j', async (args, what) => {
    const { code, stdout, stderr } = await runMockServer(args).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^\[OneVault\] Failed to [^\n]+: [^\n]+\. Try [^\n]+\.\n$/);
    expect(stderr).toContain(what);
    expect(stderr).not.toContain('cret');
  });

  test('a port that is in use', async () => {
    const other = await listen();
    const run = runMockServer(['--database', 'memory', '--port', String(other.port)]);
    expect(await run.ended).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        new RegExp(
          `^\\[OneVault\\] Failed to listen on 127\\.0\\.0\\.1:${other.port}: the port is in use by .+\\. Try --port <another>, or stop what uses it\\.\n$`,
        ),
      ),
    });
    other.close();
  });

  test('a PostgreSQL that is unreachable, and one that never answers', async () => {
    const silent = await listen();
    const closed = { port: await findFreePort() };
    for (const { port } of [closed, silent]) {
      const { code, stderr } = await runMockServer(['--port', '0'], {
        DATABASE_URL: `postgres://me:se-cret@127.0.0.1:${port}/shop`,
      }).ended;
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^\[OneVault\] Failed to open the database \(postgres, 127\.0\.0\.1:\d+\/shop as me\): .*\. Try .*\.\n$/,
      );
      expect(stderr).not.toContain('se-cret');
    }
    silent.close();
  });
});

describe('with a folder', () => {
  test('keeps the events over a restart, and one folder has one owner', async () => {
    const database = ['--database', createFolder(), '--port', '0', '--quiet'];
    const first = runMockServer(database);
    await ask((await first.url) + ROUTES.track, { body: { event_id: 'evt_kept' } });
    const second = await runMockServer(database).ended;
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/^\[OneVault\] Failed to [^\n]+: process \d+ on [^\n]+ uses it\. Try [^\n]+\.\n$/);
    expect((await stop(first)).code).toBe(0);

    const third = runMockServer(database);
    const again = await ask((await third.url) + ROUTES.track, { body: { event_id: 'evt_kept' } });
    expect(again.body).toMatchObject({ duplicate: true, processing_status: 'complete' });
    expect((await stop(third)).code).toBe(0);
  });

  test('a stop under load loses no acknowledged event, and leaves none half processed', async () => {
    const database = ['--database', createFolder(), '--port', '0', '--quiet', '--rate-limit', '0'];
    const run = runMockServer(database);
    const url = await run.url;
    const acknowledged: string[] = [];
    const statuses = new Set<number>();
    // Each client sends until the server is gone; a broken request was not acknowledged and would be sent again.
    const senders = Array.from({ length: 8 }, async (_, sender) => {
      for (let i = 0; ; i += 1) {
        const ids = [0, 1, 2].map((n) => `evt_${sender}_${i}_${n}`);
        const answer = await ask(url + ROUTES.trackAsync, { body: ids.map((event_id) => ({ event_id })) }).catch(
          () => null,
        );
        if (!answer) return;
        statuses.add(answer.status);
        if (answer.status === 200) acknowledged.push(...ids);
        if (acknowledged.length >= 300) run.signal('SIGTERM');
      }
    });
    await Promise.all(senders);
    expect((await run.ended).code).toBe(0);
    expect([...statuses]).toEqual([200]);

    const next = runMockServer(database);
    const nextUrl = await next.url;
    expect((await ask(nextUrl + ROUTES.settled)).body).toMatchObject({ settled: true });
    const { body } = await ask(`${nextUrl}/mock/events?limit=10000`);
    const stored = (body.events as { event_id: string; stage: string }[]).map(
      ({ event_id, stage }) => `${event_id} ${stage}`,
    );
    expect(stored).toEqual(expect.arrayContaining(acknowledged.map((id) => `${id} business`)));
    expect(new Set(stored).size).toBe(stored.length);
    expect((await stop(next)).code).toBe(0);
  });
});

test('a half-sent request is still answered after the stop signal; then the server ends', async () => {
  const run = runMockServer(MEMORY);
  const url = await run.url;
  const port = Number(new URL(url).port);
  const socket = connect(port, '127.0.0.1');
  const answer = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (data) => {
      text += data;
    });
    socket.on('close', () => resolve(text));
  });
  await new Promise<void>((resolve) =>
    socket.write(
      `POST ${ROUTES.track} HTTP/1.1\r\nHost: localhost\r\nX-Customer-ID: demo\r\nAuthorization: Bearer ovt_demo\r\nContent-Length: 2\r\n\r\n{`,
      () => resolve(),
    ),
  );
  // The server has seen the request before the signal, so it answers the rest.
  await ask(url + ROUTES.health);
  run.signal('SIGTERM');
  await expect
    .poll(
      () =>
        fetch(url + ROUTES.health).then(
          () => 'open',
          () => 'closed',
        ),
      { timeout: 10_000 },
    )
    .toBe('closed');
  socket.write('}');
  expect(await answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*connection: close[\s\S]*"success":true/i);
  expect((await run.ended).code).toBe(0);
});

async function listen(): Promise<{ port: number; close(): void }> {
  const server: Server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, close: () => void server.close() };
}
