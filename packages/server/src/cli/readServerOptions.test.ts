import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDatabase } from './readDatabase.ts';
import { readFlags } from './readFlags.ts';
import { readServerOptions, SERVER_FLAGS } from './readServerOptions.ts';

type Env = Record<string, string | undefined>;
const readOptions = (args: string[], env: Env) => readServerOptions(readFlags(args, SERVER_FLAGS), env);
const databaseOf = (args: string[], env: Env) => readDatabase(readFlags(args, SERVER_FLAGS).database, env);

test('the defaults', () => {
  expect(readOptions([], {})).toEqual({
    port: 8000,
    host: '127.0.0.1',
    keys: [],
    rateLimit: 6000,
    quiet: false,
    logFormat: 'plain',
    worker: true,
    metrics: { port: null, token: null },
    trustProxy: null,
    countryHeader: null,
    files: {},
    unserved: [],
    allowOrigins: null,
  });
});

test('in production there are no metrics unless a flag asks for them', () => {
  expect(readOptions([], { NODE_ENV: 'production' })).toMatchObject({ metrics: null });
});

test.each([
  [['--database', 'data/here'], {}, { kind: 'pglite', folder: 'data/here' }],
  [['--database', 'postgres://a@b/c'], {}, { kind: 'postgres', url: 'postgres://a@b/c' }],
  [[], { DATABASE_URL: 'postgresql://a@b/c' }, { kind: 'postgres', url: 'postgresql://a@b/c' }],
  [['--database', 'here'], { DATABASE_URL: 'postgresql://a@b/c' }, { kind: 'pglite', folder: 'here' }],
  [[], { DATABASE_URL: '' }, { kind: 'pglite', folder: '.onevault' }],
])('%j with %j is the database %j', (args, env, database) => {
  expect(databaseOf(args, env)).toEqual(database);
});

test('keys: an environment comes after the scope', () => {
  const given = ['a:b:write:production', 'a:c:d:full:test', 'a:e:staging'].flatMap((key) => ['--key', key]);
  expect(readOptions(given, {}).keys).toEqual([
    { customerId: 'a', token: 'b', scope: 'write', environment: 'production' },
    { customerId: 'a', token: 'c:d', scope: 'full', environment: 'test' },
    { customerId: 'a', token: 'e:staging', scope: 'full' },
  ]);
});

test('keys: the token may hold colons, and :write at the end makes a write key', () => {
  expect(readOptions(['--key', 'a:b', '--key', 'a:c:write', '--key', 'a:d:e'], {}).keys).toEqual([
    { customerId: 'a', token: 'b', scope: 'full' },
    { customerId: 'a', token: 'c', scope: 'write' },
    { customerId: 'a', token: 'd:e', scope: 'full' },
  ]);
});

describe('secrets can come from files and the environment, which other users cannot read', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'onevault-secrets-'));
    writeFileSync(join(folder, 'keys'), 'shop:from-file\nshop:page:write\n');
    writeFileSync(join(folder, 'metrics'), 'from-file\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('keys come from flags, a file and the environment together', () => {
    const env = { ONEVAULT_KEYS: 'shop:from-env shop:other' };
    const { keys } = readOptions(['--key', 'shop:flag', '--key-file', join(folder, 'keys')], env);
    expect(keys.map(({ token, scope }) => [token, scope])).toEqual([
      ['flag', 'full'],
      ['from-file', 'full'],
      ['page', 'write'],
      ['from-env', 'full'],
      ['other', 'full'],
    ]);
  });

  test('the metrics token comes from a flag, else a file, else the environment', () => {
    const env = { ONEVAULT_METRICS_TOKEN: 'from-env' };
    const file = ['--metrics-token-file', join(folder, 'metrics')];
    const tokenOf = (args: string[]) => readOptions(args, env).metrics?.token;
    expect(tokenOf(['--metrics-token', 'flag', ...file])).toBe('flag');
    expect(tokenOf(file)).toBe('from-file');
    expect(tokenOf([])).toBe('from-env');
  });
});

describe('a wrong flag fails with what to write instead, and without a secret', () => {
  test.each([
    [['--port', '99999'], '--port'],
    [['--port', 'x'], '--port'],
    [['--rate-limit', '-1'], '--rate-limit'],
    [['--rate-limit=1.5'], '--rate-limit'],
    [['--key', 'only-a-customer'], '--key'],
    [['--key', ':token'], '--key'],
    [['--key', 'demo:'], '--key'],
    [['--key', 'demo:se cret'], '--key'],
    [['--key', 'demo:x:write:secret'], '--key'],
    [['--key', 'demo:x:full:prod'], '--key'],
    [['--key', 'demo:secr\u00e9t'], '--key'],
    [['--key'], '--key'],
    [['--key-file', '/does/not/exist'], '--key-file'],
    [['--metrics-token-file', '/does/not/exist'], '--metrics-token-file'],
    [['--keys', 'demo:secret'], '--keys'],
    [['--keys=demo:secret'], '--keys'],
    [['demo:secret'], 'the command line'],
    [['--serve', 'shop'], '--serve'],
    [['--serve', '/shop=/does/not/exist'], '--serve'],
    [['--allow-origin', 'shop.example'], '--allow-origin'],
    [['--allow-origin', 'https://shop.example/'], '--allow-origin'],
    [['--database', 'mysql://root:secret@localhost/x'], '--database'],
    [['--database', 'postgres://root:secret@local host:x/y'], '--database'],
    [['--quiet=secret'], '--quiet'],
    [['--database', ''], '--database'],
    [['--database', 'memory'], '--database'],
  ])('%j', (args, what) => {
    let message = '';
    try {
      readOptions(args, {});
      databaseOf(args, {});
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/^\[OneVault\] Failed to read [^\n]+: [^\n]+\. Try [^\n]+\.$/);
    expect(message).toContain(what);
    expect(message).not.toMatch(/secr|cret/);
  });
});

test('a header with the country needs a trusted proxy', () => {
  const { countryHeader } = readOptions(['--trust-proxy', '1', '--country-header', 'CF-IPCountry'], {});
  expect(countryHeader).toBe('CF-IPCountry');
  expect(() => readOptions(['--country-header', 'CF-IPCountry'], {})).toThrow('no proxy is trusted');
  expect(() => readOptions(['--trust-proxy', '1', '--country-header', 'a b'], {})).toThrow(
    'is not the name of a header',
  );
});
