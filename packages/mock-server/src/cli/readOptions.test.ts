import { describe, expect, test } from 'vitest';
import { readOptions } from './readOptions.ts';

test('the defaults', () => {
  expect(readOptions([], {})).toEqual({
    command: 'serve',
    port: 8000,
    host: '127.0.0.1',
    database: { kind: 'pglite', folder: '.onevault' },
    keys: [{ customerId: 'demo', token: 'ovt_demo', scope: 'full' }],
    rateLimit: 6000,
    mock: true,
    faults: [],
    plan: null,
    quiet: false,
    logFormat: 'plain',
    worker: true,
    metrics: { port: null, token: null },
    trustProxy: null,
    files: {},
    allowOrigins: null,
  });
});

test('in production no key, and no mock controls', () => {
  expect(readOptions([], { NODE_ENV: 'production' })).toMatchObject({ keys: [], mock: false });
  expect(() => readOptions(['--mock'], { NODE_ENV: 'production' })).toThrow('never open with NODE_ENV=production');
});

test.each([
  [['--database', 'memory'], {}, { kind: 'memory' }],
  [['--database', 'data/here'], {}, { kind: 'pglite', folder: 'data/here' }],
  [['--database', 'postgres://a@b/c'], {}, { kind: 'postgres', url: 'postgres://a@b/c' }],
  [[], { DATABASE_URL: 'postgresql://a@b/c' }, { kind: 'postgres', url: 'postgresql://a@b/c' }],
  [['--database', 'memory'], { DATABASE_URL: 'postgresql://a@b/c' }, { kind: 'memory' }],
  [[], { DATABASE_URL: '' }, { kind: 'pglite', folder: '.onevault' }],
])('%j with %j is the database %j', (args, env, database) => {
  expect(readOptions(args, env).database).toEqual(database);
});

test('keys: the token may hold colons, and :write at the end makes a write key', () => {
  expect(readOptions(['--key', 'a:b', '--key', 'a:c:write', '--key', 'a:d:e'], {}).keys).toEqual([
    { customerId: 'a', token: 'b', scope: 'full' },
    { customerId: 'a', token: 'c', scope: 'write' },
    { customerId: 'a', token: 'd:e', scope: 'full' },
  ]);
});

test('faults are short, or JSON', () => {
  const { faults } = readOptions(
    [
      '--fault',
      'drop_after,nth=2+5',
      '--fault',
      'status,status=503,path=/api/v1/track',
      '--fault',
      '{"fault":"stall"}',
    ],
    {},
  );
  expect(faults).toEqual([
    { fault: 'drop_after', nth: [2, 5] },
    { fault: 'status', status: 503, path: '/api/v1/track' },
    { fault: 'stall' },
  ]);
});

describe('what is wrong is said with what to write instead, and without a secret', () => {
  test.each([
    [['--port', '99999'], '--port'],
    [['--port', 'x'], '--port'],
    [['--rate-limit', '-1'], '--rate-limit'],
    [['--rate-limit=1.5'], '--rate-limit'],
    [['--key', 'only-a-customer'], '--key'],
    [['--key', ':token'], '--key'],
    [['--key', 'demo:'], '--key'],
    [['--key', 'demo:se cret'], '--key'],
    [['--key', 'demo:secr\u00e9t'], '--key'],
    [['--key'], '--key'],
    [['--keys', 'demo:secret'], '--keys'],
    [['--keys=demo:secret'], '--keys'],
    [['demo:secret'], 'the command line'],
    [['--mock', '--no-mock'], '--mock'],
    [['--no-mock', '--fault', 'stall'], '--fault'],
    [['--no-mock', '--plan', 'plan.json'], '--plan'],
    [['--fault', 'stall,first'], '--fault'],
    [['--fault', '{'], '--fault'],
    [['--mock=secret'], '--mock'],
    [['--serve', 'shop'], '--serve'],
    [['--serve', '/shop=/does/not/exist'], '--serve'],
    [['--allow-origin', 'shop.example'], '--allow-origin'],
    [['--allow-origin', 'https://shop.example/'], '--allow-origin'],
    [['--database', 'mysql://root:secret@localhost/x'], '--database'],
    [['--database', 'postgres://root:secret@local host:x/y'], '--database'],
    [['--database', ''], '--database'],
  ])('%j', (args, what) => {
    let message = '';
    try {
      readOptions(args, {});
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/^\[OneVault\] Failed to read [^\n]+: [^\n]+\. Try [^\n]+\.$/);
    expect(message).toContain(what);
    expect(message).not.toMatch(/secr|cret/);
  });
});
