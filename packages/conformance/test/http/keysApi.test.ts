import {
  ANALYTICS_ROUTES,
  type AuditReply,
  KEY_ROUTES,
  type KeyCreatedReply,
  type KeysReply,
  ROUTES,
  SAVED_ROUTES,
} from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ONE_SERVER_KIND } from '../../src/databases/kinds.ts';
import { openEngine } from '../../src/databases/openEngine.ts';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

describe.each(ONE_SERVER_KIND)('keys over HTTP (%s)', (kind) => {
  let server: MockServer;
  beforeAll(async () => {
    server = await createMockServer({
      engine: await openEngine(kind),
      keys: [
        { customerId: 'demo', token: 'ovt_demo', scope: 'full' },
        { customerId: 'demo', token: 'ovw_demo', scope: 'write' },
        { customerId: 'other', token: 'ovt_other', scope: 'full' },
      ],
    });
  });
  afterAll(async () => {
    await server?.close();
    await server?.engine.close();
  });

  const list = async (options = {}) => (await ask(server.url + KEY_ROUTES.keys, options)).body as unknown as KeysReply;
  const make = (body: unknown, options = {}) => answered(ask(server.url + KEY_ROUTES.keys, { body, ...options }));
  const act = (path: string, id: string, body: unknown = {}, options = {}) =>
    answered(ask(server.url + path.replace(':key_id', id), { method: 'POST', body, ...options }));
  const isValid = async (token: string) =>
    (await ask(server.url + ROUTES.status, { key: `demo:${token}` })).status === 200;

  test('makes a key, rotates it and revokes it, each with an entry in the audit trail', async () => {
    const { body: made } = await make({ kind: 'full', label: 'backend', expires_in_days: 30 });
    expectSchema(schemas.KeyCreatedReplySchema, made);
    expect(await isValid(made.token)).toBe(true);
    const rotated = (await act(KEY_ROUTES.rotate, made.key.id, { overlap_hours: 1 })).body;
    expectSchema(schemas.KeyCreatedReplySchema, rotated);
    expect(rotated).toMatchObject({ key: { kind: 'full', label: 'backend' }, replaced: { id: made.key.id } });
    expect([await isValid(made.token), await isValid(rotated.token)]).toEqual([true, true]);
    const { body: revoked } = await act(KEY_ROUTES.revoke, made.key.id);
    expectSchema(schemas.KeyRevokedReplySchema, revoked);
    expect([await isValid(made.token), await isValid(rotated.token)]).toEqual([false, true]);
    expect((await act(KEY_ROUTES.revoke, made.key.id)).body.key.revoked_at).toBe(revoked.key.revoked_at);
    expect((await act(KEY_ROUTES.rotate, made.key.id)).body.error_code).toBe('KEY_ENDED');
    const reply = await list();
    expectSchema(schemas.KeysReplySchema, reply);
    expect(JSON.stringify(reply)).not.toMatch(/ovt_/);
    const audit = (await ask(server.url + ROUTES.audit)).body as unknown as AuditReply;
    expect(audit.entries.map(({ action }) => action).slice(0, 4)).toEqual([
      'key_revoked',
      'key_rotated',
      'key_created',
      'key_created',
    ]);
    expect(audit.entries[0]?.by).toMatch(/^key:/);
  });

  test('a share key sees the numbers of its segment only, keeps it when it is rotated, and ends with its time', async () => {
    const saved = { name: 'Tea', filters: ['page:is:/tea'] };
    const segment = (await ask(server.url + SAVED_ROUTES.segments, { body: saved })).body.segment as {
      segment_id: string;
    };
    const events = ['/tea', '/tea', '/'].map((path, n) => ({
      event_type: 'page_view',
      page_url: `https://shop.example${path}`,
      event_data: { visitor_id: `visitor_${n}`, session_id: `sess_${n}` },
    }));
    const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
    await ask(server.url + ROUTES.track, { body: events, headers: { 'User-Agent': agent } });
    const seen = async (token: string) => {
      const { status, body } = await ask(server.url + ANALYTICS_ROUTES.summary, { key: `demo:${token}` });
      return status === 200 ? (body.data as { events: number }).events : status;
    };
    const { body: all } = await make({ kind: 'share' });
    expectSchema(schemas.KeyCreatedReplySchema, all);
    expect(all.key).toMatchObject({ kind: 'share', segment: null });
    const { body: made } = await make({ kind: 'share', segment: 'Tea', label: 'the press', expires_in_days: 30 });
    expectSchema(schemas.KeyCreatedReplySchema, made);
    expect(made.key).toMatchObject({ kind: 'share', segment: 'Tea', label: 'the press' });
    expect(Date.parse(made.key.expires_at ?? '') - Date.parse(made.key.created_at)).toBeCloseTo(30 * 86_400_000, -5);
    expect([await seen(all.token), await seen(made.token)]).toEqual([3, 2]);
    expect((await ask(server.url + KEY_ROUTES.keys, { key: `demo:${made.token}` })).body.error_code).toBe(
      'SHARE_KEY_LIMIT',
    );
    const { body: rotated } = await act(KEY_ROUTES.rotate, made.key.id, { overlap_hours: 0 });
    expect(rotated.key).toMatchObject({ kind: 'share', segment: 'Tea' });
    expect([await seen(made.token), await seen(rotated.token)]).toEqual([401, 2]);

    const path = SAVED_ROUTES.segment.replace(':segment_id', segment.segment_id);
    expect((await ask(server.url + path, { method: 'DELETE' })).body.error_code).toBe('SEGMENT_IN_USE');
    await act(KEY_ROUTES.revoke, rotated.key.id);
    expect((await ask(server.url + path, { method: 'DELETE' })).status).toBe(200);
    // Its name is gone; that it saw a part only is still said.
    expect((await list()).keys.find(({ id }) => id === made.key.id)?.segment).toBe(segment.segment_id);
  });

  test('a segment of another customer is unknown', async () => {
    const saved = { name: 'Theirs', filters: ['page:is:/'] };
    await ask(server.url + SAVED_ROUTES.segments, { body: saved, key: 'other:ovt_other' });
    const { status, body } = await make({ kind: 'share', segment: 'Theirs' });
    expect(status).toBe(422);
    expect(body).toMatchObject({ message: 'body.segment: The customer has no segment of this name' });
  });

  test('a write key and another customer get nothing', async () => {
    const { body: made } = await make({ kind: 'write' });
    expect((await make({ kind: 'full' }, { key: 'demo:ovw_demo' })).status).toBe(403);
    const other = { key: 'other:ovt_other' };
    expect((await list(other)).keys).toEqual([]);
    for (const path of [KEY_ROUTES.rotate, KEY_ROUTES.revoke]) {
      expect((await act(path, made.key.id, {}, other)).body.error_code).toBe('UNKNOWN_KEY');
    }
  });

  test.each([
    null,
    [],
    {},
    { kind: 'admin' },
    { kind: 'share', segment: 'No such segment' },
    { kind: 'share', segment: '' },
    { kind: 'share', segment: 7 },
    { kind: 'full', segment: 'Tea' },
    { kind: 'full', label: '' },
    { kind: 'full', label: 'a\u0000b' },
    { kind: 'full', origins: [] },
    { kind: 'full', origins: ['*'] },
    { kind: 'full', expires_in_days: 0 },
    { kind: 'full', expires_in_days: 1e300 },
    { kind: 'full', expires_in_days: '1' },
    { kind: 'full', stray: 1 },
  ])('refuses %j', async (body) => {
    expect((await make(body)).status).toBe(422);
  });

  test.each(['x', '%00', 'ffffffff', '0', '../..', "'; drop"])('there is no key %j', async (id) => {
    const answer = await act(KEY_ROUTES.revoke, encodeURIComponent(id));
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });
});

async function answered(answer: ReturnType<typeof ask>) {
  const { status, body } = await answer;
  return { status, body: body as unknown as KeyCreatedReply & { error_code?: string } };
}
