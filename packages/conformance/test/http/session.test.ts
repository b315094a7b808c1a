import { ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ONE_SERVER_KIND } from '../../src/databases/kinds.ts';
import { openEngine } from '../../src/databases/openEngine.ts';
import { operationsOf } from '../../src/suites/operationsOf.ts';
import { expectSchema } from './expectSchema.ts';

const KEYS = [
  { customerId: 'demo', token: 'ovt_demo', scope: 'full' as const },
  { customerId: 'demo', token: 'ovw_demo', scope: 'write' as const },
  { customerId: 'other', token: 'ovt_other', scope: 'full' as const },
];

describe.each(['memory', ...ONE_SERVER_KIND] as const)('sessions of the page (%s)', (kind) => {
  let server: MockServer;
  let second: MockServer;
  beforeAll(async () => {
    const engine = kind === 'memory' ? 'memory' : await openEngine(kind);
    server = await createMockServer({ engine, mock: false, keys: KEYS });
    second = await createMockServer({ engine: server.engine, mock: false, keys: KEYS });
  });
  afterAll(async () => {
    await second?.close();
    await server?.close();
    if (kind !== 'memory') await server?.engine.close();
  });

  const call = async (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: object,
    at = server,
  ) => {
    const answer = await fetch(at.url + path, {
      method,
      headers: { ...(body && { 'Content-Type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const reply = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, reply, cookie: answer.headers.get('set-cookie') ?? '' };
  };
  const signIn = (body: object, headers: Record<string, string> = { Origin: server.url }) =>
    call('POST', ROUTES.session, headers, body);
  const signedIn = async (token = 'ovt_demo', customer_id = 'demo') => {
    const { cookie } = await signIn({ customer_id, token });
    return cookie.split(';')[0] ?? '';
  };

  test('a key becomes a cookie that every reading route takes', async () => {
    const { status, reply, cookie } = await signIn({ customer_id: 'demo', token: 'ovt_demo' });
    expect(status).toBe(200);
    expectSchema(schemas.SessionReplySchema, reply);
    expect(reply).toMatchObject({ signed_in: true, customer_id: 'demo', key: { kind: 'full', asks_properties: true } });
    expect(cookie).toMatch(/^onevault_\d+=[\w-]+\.[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain('ovt_demo');
    const Cookie = cookie.split(';')[0] ?? '';
    for (const path of [ROUTES.status, ROUTES.dashboard, ROUTES.customerConfig, ROUTES.refusals, ROUTES.settled]) {
      expect((await call('GET', path, { Cookie })).status, path).toBe(200);
    }
    expect(await call('GET', ROUTES.customerConfig, { Cookie, 'X-Customer-ID': 'other' })).toMatchObject({
      status: 401,
    });
    expect((await call('GET', ROUTES.session, { Cookie })).reply).toMatchObject({ signed_in: true });
  });

  test('over TLS the cookie is secure, and bound to the host', async () => {
    const { cookie } = await signIn(
      { customer_id: 'demo', token: 'ovt_demo' },
      { Origin: 'https://track.example', 'Sec-Fetch-Site': 'same-origin' },
    );
    expect(cookie).toMatch(/^__Host-onevault=.*; Secure$/);
    const Cookie = cookie.split(';')[0] ?? '';
    expect((await call('GET', ROUTES.status, { Cookie })).status).toBe(200);
  });

  test.each([
    ['a wrong key', { customer_id: 'demo', token: 'ovt_other' }, 401, 'INVALID_TOKEN'],
    ['an unknown customer', { customer_id: 'nobody', token: 'ovt_demo' }, 401, 'INVALID_TOKEN'],
    ['a write key', { customer_id: 'demo', token: 'ovw_demo' }, 403, 'SECRET_KEY_REQUIRED'],
    ['no key where none is open', { here: true }, 403, 'HOST_NOT_ALLOWED'],
    ['an empty body', {}, 422, 'INVALID_BODY'],
    ['odd types', { customer_id: 7, token: ['ovt_demo'] }, 422, 'INVALID_BODY'],
    ['control characters', { customer_id: 'demo\u0000', token: 'ovt_demo' }, 401, 'INVALID_TOKEN'],
  ])('%s signs nobody in', async (_what, body, status, code) => {
    const answer = await signIn(body);
    expect(answer).toMatchObject({ status, reply: { error_code: code }, cookie: '' });
  });

  test('another origin signs nobody in, and gets nothing by a cookie', async () => {
    const Cookie = await signedIn();
    const strangers = [
      { Origin: 'https://evil.example' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'null' },
    ];
    for (const headers of strangers) {
      const given = headers as Record<string, string>;
      expect((await signIn({ customer_id: 'demo', token: 'ovt_demo' }, given)).status).toBe(403);
      expect((await call('GET', ROUTES.status, { Cookie, ...given })).status).toBe(403);
      expect((await call('POST', ROUTES.process, { Cookie, ...given })).status).toBe(403);
      expect((await call('DELETE', ROUTES.session, { Cookie, ...given })).status).toBe(403);
    }
    // A write must say where it comes from.
    expect((await call('POST', ROUTES.process, { Cookie })).status).toBe(403);
    expect((await call('POST', ROUTES.process, { Cookie, Origin: server.url })).status).toBe(200);
  });

  test.each([
    'onevault_1=x',
    '__Host-onevault=ZGVtbw.short',
    `__Host-onevault=ZGVtbw.${'a'.repeat(43)}`,
    `__Host-onevault=_w.${'a'.repeat(43)}`,
    `__Host-onevault=AAAA.${'a'.repeat(43)}`,
    ';;=;a',
    '=',
  ])('the cookie %s is nobody', async (Cookie) => {
    const { status } = await call('GET', ROUTES.status, { Cookie });
    expect([400, 401]).toContain(status);
    expect((await call('GET', ROUTES.session, { Cookie })).reply).toMatchObject({ signed_in: false });
  });

  test('a bearer token counts, not the cookie beside it', async () => {
    const Cookie = await signedIn();
    const other = { 'X-Customer-ID': 'other', Authorization: 'Bearer ovt_other' };
    const { reply } = await call('GET', ROUTES.customerConfig, { Cookie, ...other });
    expect(reply).toMatchObject({ customer_id: 'other' });
    expect((await call('GET', ROUTES.status, { Cookie, ...other, Authorization: 'Bearer wrong' })).status).toBe(401);
  });

  test('signing out ends the session for whoever has the cookie', async () => {
    const Cookie = await signedIn();
    const { cookie } = await call('DELETE', ROUTES.session, { Cookie, Origin: server.url });
    expect(cookie).toContain('Max-Age=0');
    expect((await call('GET', ROUTES.status, { Cookie })).status).toBe(401);
  });

  test.skipIf(kind === 'memory')('another server knows the session, and a revoked key ends it on both', async () => {
    const operations = operationsOf(server.engine);
    const made = await call(
      'POST',
      ROUTES.browserKeys,
      { 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo' },
      {},
    );
    expectSchema(schemas.BrowserKeyReplySchema, made.reply);
    const [write] = await operations.findKeys('demo');
    expect(write).toMatchObject({ scope: 'write' });
    await operations.addKey('demo', { hash: String(write?.hash), scope: 'full' });
    for (const { service } of [server, second]) service.keys.forget();
    const Cookie = await signedIn(String(made.reply.token));
    expect((await call('GET', ROUTES.status, { Cookie }, undefined, second)).status).toBe(400);
    // The name without TLS has the port; the value is good on any server of the database.
    const there = `onevault_${new URL(second.url).port}=${Cookie.split('=')[1]}`;
    expect((await call('GET', ROUTES.status, { Cookie: there }, undefined, second)).status).toBe(200);
    await operations.revokeKey('demo', String(write?.hash));
    for (const { service } of [server, second]) service.keys.forget();
    expect((await call('GET', ROUTES.status, { Cookie })).status).toBe(401);
    expect((await call('GET', ROUTES.status, { Cookie: there }, undefined, second)).status).toBe(401);
  });

  test('refusals name the cause to the customer whom they are about, and to no other', async () => {
    const asked = { 'X-Customer-ID': 'demo', Authorization: 'Bearer wrong', Origin: 'https://shop.example' };
    await call('POST', ROUTES.track, asked, { event_type: 'x' });
    await call('POST', ROUTES.track, asked, { event_type: 'x' });
    const of = async (customer: string, token: string) => {
      const { reply } = await call('GET', ROUTES.refusals, {
        'X-Customer-ID': customer,
        Authorization: `Bearer ${token}`,
      });
      expectSchema(schemas.RefusalsReplySchema, reply);
      return reply;
    };
    expect(await of('demo', 'ovt_demo')).toMatchObject({
      refused: expect.arrayContaining([
        expect.objectContaining({ error_code: 'INVALID_TOKEN', origin: 'https://shop.example', count: 2 }),
      ]),
      unassigned: [],
    });
    expect(await of('other', 'ovt_other')).toMatchObject({ refused: [], unassigned: [] });
  });
});

test('a mock signs in on its own machine only', async () => {
  const server = await createMockServer({ keys: [{ customerId: 'shop', token: 'secret', scope: 'full' }] });
  const post = (headers: Record<string, string>) =>
    fetch(server.url + ROUTES.session, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: server.url, ...headers },
      body: '{"here":true}',
    });
  expect((await post({})).status).toBe(200);
  expect((await post({ 'X-Forwarded-For': '192.0.2.7' })).status).toBe(403);
  expect((await post({ Origin: 'https://evil.example' })).status).toBe(403);
  await server.close();
});
