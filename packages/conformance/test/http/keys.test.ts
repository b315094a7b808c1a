import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROUTES } from '@onevault/contract';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { hashKey } from '@onevault/server/internal/service/keys';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { operationsOf } from '../../src/suites/operationsOf.ts';
import { ask } from './ask.ts';
import { endAllCli, runServer } from './runCli.ts';

afterEach(endAllCli);

const keys = (database: string, ...args: string[]) => runServer(['keys', ...args, '--database', database]).ended;

async function create(database: string, ...args: string[]): Promise<{ token: string; id: string }> {
  const { code, stdout, stderr } = await keys(database, 'create', ...args);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ovt_[A-Za-z0-9_-]{43}\n$/);
  return { token: stdout.trim(), id: /key ([0-9a-f]{8}) of/.exec(stderr)?.[1] ?? '' };
}

describe('the life of a key, on a running server', () => {
  let database: string;
  let url: string;
  let server: ReturnType<typeof runServer>;
  beforeAll(async () => {
    database = await createDatabase();
  });
  const start = async () => {
    server = runServer(['--database', database, '--port', '0', '--quiet'], { NODE_ENV: 'production' });
    url = await server.url;
  };
  const statusWith = async (token: string, path: string = ROUTES.status) =>
    (await ask(url + path, { key: `shop:${token}`, ...(path === ROUTES.track && { body: {} }) })).status;

  test('created, rotated with an overlap, revoked at once; the database has only hashes', async () => {
    const full = await create(
      database,
      '--customer',
      'shop',
      '--scope',
      'full',
      '--label',
      'back office',
      '--expires',
      '90d',
    );
    const write = await create(database, '--customer', 'shop', '--environment', 'production');
    await start();
    expect(await statusWith(full.token)).toBe(200);
    expect(await statusWith(write.token)).toBe(403);
    expect(await statusWith(write.token, ROUTES.track)).toBe(200);

    const rotated = await keys(database, 'rotate', '--customer', 'shop', '--key', full.id, '--overlap', '1h');
    const successor = rotated.stdout.trim();
    expect(successor).not.toBe(full.token);
    expect(await statusWith(successor)).toBe(200);
    expect(await statusWith(full.token)).toBe(200);

    expect(await keys(database, 'revoke', '--customer', 'shop', '--key', full.id)).toMatchObject({
      code: 0,
      stdout: '',
    });
    await expect.poll(() => statusWith(full.token)).toBe(401);
    expect(await statusWith(successor)).toBe(200);
    const ci = { body: { event_data: { automated: true } }, key: `shop:${write.token}` };
    expect((await ask(url + ROUTES.track, ci)).body.error_code).toBe('WRONG_ENVIRONMENT');
    const replaced = await keys(database, 'rotate', '--customer', 'shop', '--key', write.id, '--overlap', '0');
    expect(replaced.stderr).toMatch(/^Created the write key [0-9a-f]{8} of shop for production\. /m);
    const next = { ...ci, key: `shop:${replaced.stdout.trim()}` };
    await expect.poll(async () => (await ask(url + ROUTES.track, next)).body.error_code).toBe('WRONG_ENVIRONMENT');
    await expect.poll(() => statusWith(write.token, ROUTES.track)).toBe(401);

    server.signal('SIGTERM');
    await server.ended;
    const list = await keys(database, 'list', '--customer', 'shop');
    const lines = list.stdout.trim().split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^KEY +SCOPE +CREATED \(UTC\) +STATE +LAST USED +ORIGINS +ENVIRONMENT +SEGMENT +LABEL$/);
    expect(list.stdout).toMatch(
      new RegExp(`^${full.id} +full +[\\d :-]+ +revoked [\\d :-]+ \\d\\d:\\d\\d +any +any +back office$`, 'm'),
    );
    expect(list.stdout).toMatch(/^[0-9a-f]{8} +full .* until .* back office$/m);
    expect(list.stdout).toMatch(new RegExp(`^${write.id} +write .* expired .* any +production *$`, 'm'));
    expect(list.stdout).toMatch(/ active .* any +production *$/m);

    const client = new pg.Client({ connectionString: database });
    await client.connect();
    const { rows } = await client.query('select k::text from auth.keys as k');
    await client.end();
    const stored = JSON.stringify(rows);
    for (const token of [full.token, write.token, successor]) {
      expect(stored + list.stdout + list.stderr).not.toContain(token.slice('ovt_'.length));
    }
  });
});

test('keys in a folder work with the server that opens it afterwards', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'onevault-keys-'));
  const { token } = await create(folder, '--customer', 'shop', '--scope', 'full');
  const server = runServer(['--database', folder, '--port', '0', '--quiet'], { NODE_ENV: 'production' });
  expect((await ask((await server.url) + ROUTES.status, { key: `shop:${token}` })).status).toBe(200);
  const meanwhile = await keys(folder, 'list', '--customer', 'shop');
  expect(meanwhile.code).toBe(1);
  expect(meanwhile.stderr).toMatch(
    /^Database: pglite, [^\n]+\n\[OneVault\] Failed to [^\n]+ uses it\. Try [^\n]+\.\n$/,
  );
  server.signal('SIGTERM');
  await server.ended;
  rmSync(folder, { recursive: true });
});

test('a missing customer or key is an error, and none is created', async () => {
  const database = await createDatabase();
  expect((await keys(database, 'list', '--customer', 'nobody')).stderr).toContain('no customer has this id');
  await create(database, '--customer', 'shop');
  const revoked = await keys(database, 'revoke', '--customer', 'shop', '--key', 'abcdef01');
  expect(revoked).toMatchObject({ code: 1, stderr: expect.stringContaining('the customer has no key abcdef01') });
});

describe('a key with a list of origins', () => {
  let server: MockServer;
  beforeAll(async () => {
    const allowedOrigins = ['https://shop.example', 'https://*.shop.example'];
    server = await createMockServer({
      keys: [
        { customerId: 'demo', token: 'page', scope: 'write', allowedOrigins },
        { customerId: 'demo', token: 'back', scope: 'full', allowedOrigins },
        { customerId: 'demo', token: 'open', scope: 'write' },
      ],
    });
  });
  afterAll(() => server?.close());

  test.each([
    ['page', 'https://shop.example', 200],
    ['page', 'https://eu.shop.example', 200],
    ['page', 'https://evilshop.example', 403],
    ['page', 'http://shop.example', 403],
    ['page', 'null', 403],
    ['page', null, 403],
    ['back', 'https://shop.example', 200],
    ['back', 'https://evil.example', 403],
    ['back', null, 200],
    ['open', 'https://anywhere.example', 200],
    ['open', null, 200],
  ])('%s from %s: %i', async (token, origin, expected) => {
    const headers = origin === null ? {} : { Origin: origin };
    const {
      status,
      headers: answered,
      body,
    } = await ask(server.url + ROUTES.track, { body: {}, key: `demo:${token}`, headers });
    expect(status).toBe(expected);
    if (expected === 403) {
      expect(body.error_code).toBe('ORIGIN_NOT_ALLOWED');
      expect(answered.get('access-control-allow-origin')).toBe('*');
    }
  });
});

test('wrong tokens get 401 every time and lock nobody out', async () => {
  const server = await createMockServer({
    engine: 'pglite',
    rateLimit: 1_000,
    keys: [
      { customerId: 'demo', token: 'given', scope: 'full' },
      { customerId: 'demo', token: 'page', scope: 'write' },
    ],
  });
  await operationsOf(server.engine).addKey('demo', { hash: await hashKey('demo', 'stored'), scope: 'full' });
  const answerTo = async (token: string) => {
    const { status, body } = await ask(server.url + ROUTES.status, { key: `demo:${token}` });
    return [status, body.error_code];
  };
  for (let i = 0; i < 50; i += 1) expect(await answerTo(`guess-${i}`)).toEqual([401, 'INVALID_TOKEN']);
  expect((await answerTo('given'))[0]).toBe(200);
  expect((await answerTo('stored'))[0]).toBe(200);
  expect(await answerTo('page')).toEqual([403, 'SECRET_KEY_REQUIRED']);
  await server.close();
});

test('a managed key in the database is valid for its customer', async () => {
  const server = await createMockServer({ engine: 'pglite' });
  await server.engine.upsertCustomer('managed');
  await operationsOf(server.engine).addKey('managed', { hash: await hashKey('managed', 'ovt_kept'), scope: 'full' });
  expect((await ask(server.url + ROUTES.status, { key: 'managed:ovt_kept' })).status).toBe(200);
  expect((await ask(server.url + ROUTES.status, { key: 'demo:ovt_kept' })).status).toBe(401);
  await server.close();
});
