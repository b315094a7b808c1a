import { connect } from 'node:net';
import { ROUTES } from '@onevault/contract';
import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from './ask.ts';

describe('headers of every answer', () => {
  let server: MockServer;
  beforeAll(async () => {
    server = await createMockServer();
  });
  afterAll(() => server?.close());

  test.each([
    ['200', ROUTES.track, { body: {} }],
    ['401', ROUTES.status, { key: 'demo:wrong' }],
    ['422', ROUTES.track, { body: 'x' }],
    ['health', ROUTES.health, { key: null }],
  ])('%s: no sniffing, no referrer, no cache, no server name', async (_what, path, question) => {
    const { headers } = await ask(server.url + path, question);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    for (const name of ['server', 'x-powered-by', 'strict-transport-security']) expect(headers.get(name)).toBeNull();
  });

  test.each([
    ['/nope', {}],
    [ROUTES.track, { method: 'PUT' }],
  ])('%s: no sniffing', async (path, question) => {
    expect((await ask(server.url + path, question)).headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('proxies', () => {
  const hashes = async (trustProxy: string[] | number | undefined, headers: Record<string, string>[]) => {
    const engine = createMemoryEngine();
    const seen: (string | null)[] = [];
    const server = await createMockServer({
      engine: {
        ...engine,
        store: (customerId, events, options) => {
          for (const { clientIpHash } of events) seen.push(clientIpHash);
          return engine.store(customerId, events, options);
        },
      },
      ...(trustProxy !== undefined && { trustProxy }),
    });
    const answers = [];
    for (const each of headers) answers.push(await ask(server.url + ROUTES.track, { body: {}, headers: each }));
    await server.close();
    return { seen, answers };
  };
  const FROM_A = { 'X-Forwarded-For': '198.51.100.1' };
  const FROM_B = { 'X-Forwarded-For': '198.51.100.2' };
  const FORGED = { 'X-Forwarded-For': '203.0.113.9, 198.51.100.1' };

  test('by default no X-Forwarded-For is trusted', async () => {
    const { seen } = await hashes(undefined, [FROM_A, FROM_B, {}]);
    expect(new Set(seen).size).toBe(1);
  });

  test.each([[['127.0.0.0/8']], [1]])(
    'a trusted proxy’s is used (%j), what the client wrote before it is not',
    async (trust) => {
      const { seen } = await hashes(trust, [FROM_A, FROM_B, FORGED]);
      expect(seen[0]).not.toBe(seen[1]);
      expect(seen[2]).toBe(seen[0]);
    },
  );

  test('a proxy that is not on the list is not trusted', async () => {
    const { seen } = await hashes(['10.0.0.0/8'], [FROM_A, FROM_B]);
    expect(seen[0]).toBe(seen[1]);
  });

  test('answers have Strict-Transport-Security behind TLS only', async () => {
    const tls = { 'X-Forwarded-Proto': 'https' };
    const { answers } = await hashes(1, [tls, {}]);
    expect(answers[0]?.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    expect(answers[1]?.headers.get('strict-transport-security')).toBeNull();
    const forged = await hashes(undefined, [tls]);
    expect(forged.answers[0]?.headers.get('strict-transport-security')).toBeNull();
  });

  test('the rate limit counts each client behind the proxy separately', async () => {
    const server = await createMockServer({ rateLimit: 1, trustProxy: 1 });
    const statusFrom = async (headers: Record<string, string>) =>
      (await ask(server.url + ROUTES.status, { headers })).status;
    expect(await statusFrom(FROM_A)).toBe(200);
    expect(await statusFrom(FROM_A)).toBe(429);
    expect(await statusFrom(FROM_B)).toBe(200);
    await server.close();
  });
});

test('hundreds of silent or half-sent connections delay no other request', async () => {
  const server = await createMockServer();
  const port = Number(new URL(server.url).port);
  const sockets = await Promise.all(
    Array.from(
      { length: 400 },
      (_, n) =>
        new Promise<ReturnType<typeof connect>>((resolve) => {
          const socket = connect(port, '127.0.0.1', () => resolve(socket));
          socket.on('error', () => {});
          if (n % 2 === 0) socket.write('POST /api/v1/track HTTP/1.1\r\nX-Customer-ID: de');
        }),
    ),
  );
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(server.url + ROUTES.track, { body: {} })));
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  for (const socket of sockets) socket.destroy();
  await server.close();
});
