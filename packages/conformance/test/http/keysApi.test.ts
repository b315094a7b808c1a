import { type AuditReply, KEY_ROUTES, type KeyCreatedReply, type KeysReply, ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../src/databases/openEngine.ts';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

describe.each(['pglite', 'postgres'] as const)('keys over HTTP (%s)', (kind) => {
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
    { kind: 'share' },
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
