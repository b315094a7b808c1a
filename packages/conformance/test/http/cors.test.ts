import { ROUTES } from '@onevault/contract';
import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from './ask.ts';

const ORIGIN = { Origin: 'https://shop.example' };

let server: MockServer;
beforeAll(async () => {
  server = await createMockServer();
});
afterAll(() => server?.close());

test('a preflight allows the three headers and Content-Encoding for a day', async () => {
  const { status, headers } = await ask(server.url + ROUTES.track, {
    method: 'OPTIONS',
    key: null,
    headers: {
      ...ORIGIN,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,content-encoding,content-type,x-customer-id',
    },
  });
  expect(status).toBe(204);
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect(headers.get('access-control-allow-credentials')).toBeNull();
  expect(headers.get('access-control-max-age')).toBe('86400');
  expect(headers.get('access-control-allow-methods')).toContain('POST');
  const allowed = headers.get('access-control-allow-headers')?.toLowerCase().split(', ');
  expect(allowed).toEqual(
    expect.arrayContaining(['x-customer-id', 'authorization', 'content-type', 'content-encoding', 'last-event-id']),
  );
});

test('a page may read Retry-After, the rate limit headers and Accept-Encoding', async () => {
  const { headers } = await ask(server.url + ROUTES.track, { body: {}, headers: ORIGIN });
  const exposed = headers.get('access-control-expose-headers')?.split(', ');
  expect(exposed).toEqual(
    expect.arrayContaining([
      'Retry-After',
      'RateLimit-Limit',
      'RateLimit-Remaining',
      'RateLimit-Reset',
      'Accept-Encoding',
    ]),
  );
  expect(headers.get('accept-encoding')).toBe('gzip');
});

describe('a page can read why it was refused', () => {
  test.each([
    ['400', '/api/v1/track', { body: {}, key: null }],
    ['400 of a broken path', '/%E0%A4%A', {}],
    ['401', '/api/v1/track', { body: {}, key: 'demo:wrong' }],
    ['404', '/nope', {}],
    ['405', '/api/v1/track', { method: 'PUT' }],
    ['413', '/api/v1/track', { body: 'x'.repeat(1_100_000) }],
    ['415', '/api/v1/track', { body: 'x', headers: { 'Content-Type': 'text/plain' } }],
    ['415 of a broken content type', '/api/v1/track', { body: 'x', headers: { 'Content-Type': '///' } }],
    ['422', '/api/v1/track', { body: 'x' }],
  ])('%s', async (status, path, question) => {
    const answer = await ask(server.url + path, question);
    expect(answer.status).toBe(Number.parseInt(status, 10));
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.body).toMatchObject({ success: false, error_code: expect.stringMatching(/^[A-Z_]+$/) });
  });

  test('500', async () => {
    const engine = {
      ...createMemoryEngine(),
      store: async () => {
        throw new Error('duplicate key value violates unique constraint "raw_pkey"');
      },
    };
    const broken = await createMockServer({ engine });
    const { status, headers, body } = await ask(broken.url + ROUTES.track, { body: {} });
    expect([status, body.error_code]).toEqual([500, 'INTERNAL_ERROR']);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(JSON.stringify(body)).not.toMatch(/constraint|raw_pkey/);
    await broken.close();
  });
});

test('with a list of origins only these are allowed', async () => {
  const strict = await createMockServer({ allowOrigins: ['https://shop.example', 'https://blog.example'] });
  const originOf = async (Origin: string, path: string = ROUTES.track) => {
    const { headers } = await ask(strict.url + path, { method: 'OPTIONS', key: null, headers: { Origin } });
    expect(headers.get('vary')).toContain('Origin');
    return headers.get('access-control-allow-origin');
  };
  expect(await originOf('https://shop.example')).toBe('https://shop.example');
  expect(await originOf('https://blog.example')).toBe('https://blog.example');
  for (const origin of ['https://evil.example', 'https://shop.example.evil.example', 'http://shop.example', 'null']) {
    expect(await originOf(origin)).toBeNull();
  }
  const toBrokenPath = async (Origin: string) => {
    const { status, headers } = await ask(`${strict.url}/%E0%A4%A`, { headers: { Origin } });
    expect([status, headers.get('vary')]).toEqual([400, 'Origin']);
    return headers.get('access-control-allow-origin');
  };
  expect(await toBrokenPath('https://blog.example')).toBe('https://blog.example');
  expect(await toBrokenPath('https://evil.example')).toBeNull();
  await strict.close();
});
