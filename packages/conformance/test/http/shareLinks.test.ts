import {
  ANALYTICS_ROUTES,
  KEY_ROUTES,
  type KeysReply,
  ROUTES,
  SAVED_ROUTES,
  type ShareLinkReply,
} from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ONE_SERVER_KIND } from '../../src/databases/kinds.ts';
import { openEngine } from '../../src/databases/openEngine.ts';
import { operationsOf } from '../../src/suites/operationsOf.ts';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

const KEYS = [
  { customerId: 'demo', token: 'ovt_demo', scope: 'full' as const },
  { customerId: 'demo', token: 'ovw_demo', scope: 'write' as const },
  { customerId: 'other', token: 'ovt_other', scope: 'full' as const },
];

describe.each(ONE_SERVER_KIND)('share links (%s)', (kind) => {
  let server: MockServer;
  beforeAll(async () => {
    server = await createMockServer({ engine: await openEngine(kind), mock: false, keys: KEYS });
    await ask(server.url + SAVED_ROUTES.segments, { body: { name: 'Tea', filters: ['page:is:/tea'] } });
    const events = ['/tea', '/tea', '/'].map((path, n) => ({
      event_type: 'page_view',
      page_url: `https://shop.example${path}`,
      event_data: { visitor_id: `visitor_${n}`, session_id: `sess_${n}` },
    }));
    const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
    await ask(server.url + ROUTES.track, { body: events, headers: { 'User-Agent': agent } });
  });
  afterAll(async () => {
    await server?.close();
    await server?.engine.close();
  });

  const makeLink = async (body: object = {}) => {
    const { status, body: reply } = await ask(server.url + KEY_ROUTES.shareLinks, { body });
    expect(status).toBe(200);
    expectSchema(schemas.ShareLinkReplySchema, reply);
    const { link, key } = reply as unknown as ShareLinkReply;
    return { invitation: link.split('#invitation=')[1] ?? '', key };
  };
  /** As the page asks. */
  const askAsPage = async (
    method: string,
    path: string,
    { cookie = '', body }: { cookie?: string; body?: object } = {},
  ) => {
    const answer = await fetch(server.url + path, {
      method,
      headers: {
        Origin: server.url,
        ...(cookie && { Cookie: cookie }),
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const reply = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, reply, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '' };
  };
  const open = (invitation: string, cookie = '') => askAsPage('POST', ROUTES.session, { body: { invitation }, cookie });
  const eventsSeen = async (cookie: string) => {
    const { status, reply } = await askAsPage('GET', ANALYTICS_ROUTES.summary, { cookie });
    return status === 200 ? (reply.data as { events: number }).events : status;
  };
  const revoke = (id: string) =>
    ask(server.url + KEY_ROUTES.revoke.replace(':key_id', id), { method: 'POST', body: {} });

  test('opens a session of a share key, for everybody who has the link, until it is revoked', async () => {
    const { invitation, key } = await makeLink({ label: 'press', expires_in_days: 7 });
    expect(key).toMatchObject({ kind: 'share', label: 'press', segment: null, share_link: true, revoked_at: null });
    const [one, two] = [await open(invitation), await open(invitation)];
    for (const { status, reply, cookie } of [one, two]) {
      expect(status).toBe(200);
      expectSchema(schemas.SessionReplySchema, reply);
      const shown = { id: key.id, kind: 'share', asks_properties: false };
      expect(reply).toMatchObject({ signed_in: true, customer_id: 'demo', key: shown });
      expect(await eventsSeen(cookie)).toBe(3);
    }
    // Every property is private at first; the page offers filters by them once one is not.
    for (const [private_properties, asks_properties] of [
      [['email'], true],
      [['*'], false],
    ] as const) {
      await ask(server.url + SAVED_ROUTES.settings, { method: 'POST', body: { private_properties } });
      const { reply } = await askAsPage('GET', ROUTES.session, { cookie: two.cookie });
      expect(reply).toMatchObject({ key: { asks_properties } });
    }
    expect((await askAsPage('DELETE', ROUTES.session, { cookie: one.cookie })).status).toBe(200);
    expect([await eventsSeen(one.cookie), await eventsSeen(two.cookie)]).toEqual([401, 3]);
    await revoke(key.id);
    expect(await eventsSeen(two.cookie)).toBe(401);
    const refused = await open(invitation);
    expect([refused.status, refused.cookie, refused.reply.error_code]).toEqual([401, '', 'INVALID_TOKEN']);
  });

  test('shows its segment only, and no single event, visitor or key', async () => {
    const { cookie } = await open((await makeLink({ segment: 'Tea' })).invitation);
    expect(await eventsSeen(cookie)).toBe(2);
    for (const path of [
      ROUTES.dashboard,
      ROUTES.stream,
      ROUTES.exportEvents,
      ROUTES.audit,
      ROUTES.event.replace(':event_id', 'evt_1'),
      KEY_ROUTES.keys,
      ANALYTICS_ROUTES.sessions,
      ANALYTICS_ROUTES.visitor.replace(':visitor_id', 'visitor_1'),
      `${ANALYTICS_ROUTES.breakdown}?by=prop.plan`,
    ]) {
      const { status, reply } = await askAsPage('GET', path, { cookie });
      expect([status, reply.error_code], path).toEqual([403, 'SHARE_KEY_LIMIT']);
    }
    const { status } = await askAsPage('POST', KEY_ROUTES.shareLinks, { cookie, body: {} });
    expect(status).toBe(403);
  });

  test('an invitation is no key, and its key has a token that nobody knows', async () => {
    const { invitation, key } = await makeLink();
    const [, token = ''] = invitation.split('.');
    for (const one of [invitation, token]) {
      const { status } = await ask(server.url + ANALYTICS_ROUTES.summary, { key: `demo:${one}` });
      expect(status).toBe(401);
      const signIn = { customer_id: 'demo', token: one };
      expect((await askAsPage('POST', ROUTES.session, { body: signIn })).status).toBe(401);
    }
    const rotate = KEY_ROUTES.rotate.replace(':key_id', key.id);
    const { status, body } = await ask(server.url + rotate, { method: 'POST', body: {} });
    expect([status, body.error_code]).toEqual([409, 'KEY_OF_LINK']);
    // Neither the list nor the database has it.
    const { keys } = (await ask(server.url + KEY_ROUTES.keys)).body as unknown as KeysReply;
    expect(keys.find(({ id }) => id === key.id)).toEqual(key);
    expect(JSON.stringify([keys, await operationsOf(server.engine).findKeys('demo')])).not.toContain(token);
    // A bearer token is no invitation.
    const { body: made } = await ask(server.url + KEY_ROUTES.keys, { body: { kind: 'share' } });
    const customer = invitation.split('.')[0];
    expect((await open(`${customer}.${String(made.token).slice('ovt_'.length)}`)).status).toBe(401);
  });

  test.each([
    '',
    '.',
    'demo',
    'ZGVtbw.short',
    `ZGVtbw.${'a'.repeat(43)}`,
    `_w.${'a'.repeat(43)}`,
    `b3RoZXI.${'a'.repeat(43)}`,
  ])('the invitation %j opens nothing', async (invitation) => {
    expect(await open(invitation)).toMatchObject({ status: 401, cookie: '' });
  });

  test('the invitation of one customer opens nothing of another', async () => {
    const { invitation } = await makeLink();
    const token = invitation.split('.')[1];
    expect((await open(`${Buffer.from('other').toString('base64url')}.${token}`)).status).toBe(401);
  });

  test('another site cannot open a link in a browser', async () => {
    const { invitation } = await makeLink();
    const strangers = [{ Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' }, {}];
    for (const headers of strangers) {
      const answer = await fetch(server.url + ROUTES.session, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...(headers as Record<string, string>) },
        body: JSON.stringify({ invitation }),
      });
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([403, null]);
    }
  });

  test('takes the place of the session before, which ends', async () => {
    const before = await askAsPage('POST', ROUTES.session, { body: { customer_id: 'demo', token: 'ovt_demo' } });
    expect(await eventsSeen(before.cookie)).toBe(3);
    expect((await open('ZGVtbw.wrong', before.cookie)).status).toBe(401);
    expect(await eventsSeen(before.cookie)).toBe(3);
    const after = await open((await makeLink({ segment: 'Tea' })).invitation, before.cookie);
    expect(await eventsSeen(after.cookie)).toBe(2);
    expect(await eventsSeen(before.cookie)).toBe(401);
  });

  test('ends when its time is over', async () => {
    const { invitation, key } = await makeLink();
    const { cookie } = await open(invitation);
    const operations = operationsOf(server.engine);
    const [stored] = (await operations.findKeys('demo')).filter(({ hash }) => hash.startsWith(key.id));
    await operations.expireKey('demo', String(stored?.hash), '2020-01-01T00:00:00Z');
    server.service.keys.forget('demo');
    expect(await eventsSeen(cookie)).toBe(401);
    expect((await open(invitation)).status).toBe(401);
  });

  test('only a share key has a link, whoever stores it', async () => {
    const { addKey } = operationsOf(server.engine);
    const stored = addKey('demo', { hash: 'ab'.repeat(32), linkHash: 'cd'.repeat(32), scope: 'full' });
    await expect(stored).rejects.toThrow('keys_link_check');
  });

  test.each([
    [{ segment: 'No such segment' }, 'segment'],
    [{ segment: 7 }, 'segment'],
    [{ label: '' }, 'label'],
    [{ expires_in_days: 0 }, 'expires_in_days'],
    [{ expires_in_days: 366 }, 'expires_in_days'],
    [{ expires_in_days: null }, 'expires_in_days'],
    [{ kind: 'full' }, 'kind'],
  ])('%j is 422, and names the part', async (body, part) => {
    const answer = await ask(server.url + KEY_ROUTES.shareLinks, { body });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ error_code: 'INVALID_BODY', detail: [{ loc: ['body', part] }] });
  });

  test('a write key makes none', async () => {
    expect((await ask(server.url + KEY_ROUTES.shareLinks, { body: {}, key: 'demo:ovw_demo' })).status).toBe(403);
  });
});

test('attempts are limited by address', async () => {
  const server = await createMockServer({ mock: false, keys: KEYS });
  const attempt = async () => {
    const answer = await fetch(server.url + ROUTES.session, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: server.url },
      body: JSON.stringify({ invitation: `ZGVtbw.${'a'.repeat(43)}` }),
    });
    return answer.status;
  };
  const statuses = await Promise.all(Array.from({ length: 80 }, attempt));
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
  await server.close();
});
