import { MAX_BODY_BYTES, ROUTES } from '@onevault/contract';
import { ErrorReplySchema } from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

const KEYS = [
  { customerId: 'demo', token: 'ovt_demo', scope: 'full' as const },
  { customerId: 'demo', token: 'ovw_demo', scope: 'write' as const },
  { customerId: 'acme', token: 'ovt_acme', scope: 'full' as const },
];
const PROTECTED: [method: string, path: string][] = [
  ['GET', ROUTES.customerConfig],
  ['POST', ROUTES.track],
  ['POST', ROUTES.trackAsync],
  ['GET', ROUTES.status],
  ['GET', ROUTES.dashboard],
  ['POST', ROUTES.process],
  ['GET', '/api/v1/track/events/evt_1'],
  ['GET', ROUTES.settled],
];
const SECRET = PROTECTED.filter(([, path]) => path !== ROUTES.track && path !== ROUTES.trackAsync);
/** Fails every later check at once. */
const TOO_LARGE = { body: 'x'.repeat(MAX_BODY_BYTES + 1), headers: { 'Content-Type': 'text/plain' } };

let server: MockServer;
beforeAll(async () => {
  server = await createMockServer({ keys: KEYS });
});
afterAll(() => server?.close());

describe.each(PROTECTED)('%s %s', (method, path) => {
  const late: Partial<typeof TOO_LARGE> = method === 'POST' ? TOO_LARGE : {};
  const refusal = async (question: Parameters<typeof ask>[1]) => {
    const { status, headers, body } = await ask(server.url + path, { method, ...late, ...question });
    expectSchema(ErrorReplySchema, body);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    return [status, body.error_code];
  };

  test('400 without a customer, whatever else is wrong', async () => {
    const headers = { ...late.headers, Authorization: 'Bearer nobodys' };
    expect(await refusal({ key: null, headers })).toEqual([400, 'MISSING_CUSTOMER_ID']);
    expect(await refusal({ key: null, headers: { ...headers, 'X-Customer-ID': ' ' } })).toEqual([
      400,
      'MISSING_CUSTOMER_ID',
    ]);
  });

  test('401 without a token of this customer', async () => {
    for (const key of ['demo:wrong', 'demo:ovt_acme', 'nobody:ovt_demo', 'demo:', 'DEMO:ovt_demo', 'demo:OVT_DEMO']) {
      expect(await refusal({ key })).toEqual([401, 'INVALID_TOKEN']);
    }
    for (const Authorization of ['', 'ovt_demo', 'Basic ovt_demo', 'Bearer', 'Bearer ovt_demo x', 'Bearerovt_demo']) {
      const headers = { ...late.headers, 'X-Customer-ID': 'demo', Authorization };
      expect(await refusal({ key: null, headers })).toEqual([401, 'INVALID_TOKEN']);
    }
  });

  test('the scheme and the header names may be written in any case', async () => {
    const headers = { 'x-customer-id': 'demo', AUTHORIZATION: 'bEARER ovt_demo' };
    expect((await ask(server.url + path, { method, key: null, headers })).status).not.toBe(401);
  });
});

test.each(SECRET)('403 for a write key on %s %s', async (method, path) => {
  const late = method === 'POST' ? TOO_LARGE : {};
  const { status, body } = await ask(server.url + path, { method, key: 'demo:ovw_demo', ...late });
  expect([status, body.error_code]).toEqual([403, 'SECRET_KEY_REQUIRED']);
});

test.each([ROUTES.track, ROUTES.trackAsync])('a write key posts events to %s', async (path) => {
  expect((await ask(server.url + path, { body: {}, key: 'demo:ovw_demo' })).status).toBe(200);
});

test('413 before 415 before 422', async () => {
  const track = server.url + ROUTES.track;
  const plain = { 'Content-Type': 'text/plain' };
  expect((await ask(track, TOO_LARGE)).body.error_code).toBe('BODY_TOO_LARGE');
  expect((await ask(track, { body: 'not json', headers: plain })).body.error_code).toBe('UNSUPPORTED_MEDIA_TYPE');
  expect((await ask(track, { body: 'not json' })).body.error_code).toBe('INVALID_JSON');
});

test('429 after 401 and 403, before the body, for each key separately', async () => {
  const limited = await createMockServer({ keys: KEYS, rateLimit: 2 });
  const track = limited.url + ROUTES.track;
  for (const remaining of ['1', '0']) {
    const { status, headers } = await ask(track, { body: {} });
    expect([status, headers.get('ratelimit-limit'), headers.get('ratelimit-remaining')]).toEqual([200, '2', remaining]);
  }
  const refused = await ask(track, TOO_LARGE);
  expect([refused.status, refused.body.error_code]).toEqual([429, 'RATE_LIMITED']);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expectSchema(ErrorReplySchema, refused.body);
  expect((await ask(track, { body: {}, key: 'demo:wrong' })).status).toBe(401);
  expect((await ask(limited.url + ROUTES.status, { key: 'demo:ovw_demo' })).status).toBe(403);
  expect((await ask(track, { body: {}, key: 'acme:ovt_acme' })).status).toBe(200);
  // The pages' key has its own limit behind the same address: neither key uses up the other's.
  const pages = [1, 2, 3].map(() => ask(track, { body: {}, key: 'demo:ovw_demo' }));
  expect((await Promise.all(pages)).map(({ status }) => status).sort()).toEqual([200, 200, 429]);
  expect((await ask(limited.url + ROUTES.health)).status).toBe(200);
  await limited.close();
});
