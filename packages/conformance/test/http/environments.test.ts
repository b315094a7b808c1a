/** Keys for one environment: what they refuse, on every engine. */
import {
  ANALYTICS_ROUTES,
  type AuditReply,
  type BatchReply,
  KEY_ROUTES,
  type KeyCreatedReply,
  type KeyRow,
  ROUTES,
  type TrackingChecksReply,
} from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { createMetrics } from '@onevault/server/internal/metrics/createMetrics';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../src/databases/openEngine.ts';
import { type Answer, ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

const AUTOMATED = { automated: true };

describe.each(['memory', 'pglite', 'postgres'] as const)('keys for one environment (%s)', (kind) => {
  let server: MockServer;
  beforeAll(async () => {
    const engine = kind === 'memory' ? createMemoryEngine() : await openEngine(kind);
    server = await createMockServer({
      engine,
      metrics: { metrics: createMetrics(engine), endpoint: true, token: null },
      keys: [
        { customerId: 'demo', token: 'ovt_demo', scope: 'full' },
        { customerId: 'demo', token: 'production', scope: 'write', environment: 'production' },
        { customerId: 'demo', token: 'staging', scope: 'write', environment: 'staging' },
        { customerId: 'demo', token: 'test', scope: 'full', environment: 'test' },
      ],
    });
  });
  afterAll(async () => {
    await server?.close();
    await server?.engine.close();
  });

  const send = (token: string, body: unknown, path: string = ROUTES.track) =>
    ask(server.url + path, { body, key: `demo:${token}` });
  const storedIds = async () => (await server.engine.stagedEvents('demo', { limit: 1000 })).map((one) => one.event_id);

  test.each([
    ['production', {}, 200],
    ['production', { environment: 'production' }, 200],
    ['production', { automated: false }, 200],
    ['production', { automated: 'true' }, 200],
    ['production', { environment: 7 }, 200],
    ['production', { environment: 'staging' }, 403],
    ['production', { environment: 'ci' }, 403],
    ['production', { environment: 'Production' }, 403],
    ['production', { environment: '' }, 200],
    ['production', AUTOMATED, 403],
    ['production', { environment: 'production', ...AUTOMATED }, 403],
    ['staging', AUTOMATED, 200],
    ['staging', { environment: 'staging' }, 200],
    ['staging', { environment: 'production' }, 403],
    ['test', { environment: 'test', ...AUTOMATED }, 200],
    ['test', { environment: 'production' }, 403],
    ['ovt_demo', AUTOMATED, 200],
    ['ovt_demo', { environment: 'production', ...AUTOMATED }, 200],
    ['ovt_demo', { environment: 'indoors' }, 200],
  ])('%s with %j: %i', async (token, event_data, expected) => {
    for (const path of [ROUTES.track, ROUTES.trackAsync]) {
      const event_id = nextId();
      const { status, body, headers } = await send(token, { event_id, event_data }, path);
      expect([status, body.error_code]).toEqual([expected, expected === 200 ? undefined : 'WRONG_ENVIRONMENT']);
      await server.settled();
      expect((await storedIds()).includes(event_id)).toBe(expected === 200);
      if (expected === 200) continue;
      expectSchema(schemas.ErrorReplySchema, body);
      expect(body.rejected).toEqual([{ index: 0, event_id, error_code: 'WRONG_ENVIRONMENT', message: body.message }]);
      expect(headers.get('access-control-allow-origin')).toBe('*');
    }
  });

  test('the message says what to do', async () => {
    const messageOf = async (token: string, event_data: object) => (await send(token, { event_data })).body.message;
    expect(await messageOf('production', AUTOMATED)).toBe(
      'This key is for production, and a program drives the browser: use a key for test, or a key without an environment',
    );
    expect(await messageOf('staging', { environment: 'production' })).toBe(
      'This key is for staging, and the event is of "production": use a key for production, or a key without an environment',
    );
    const long = await messageOf('test', { environment: 'x'.repeat(1_000) });
    expect(long).toBe(
      `This key is for test, and the event is of "${'x'.repeat(40)}": use a key without an environment`,
    );
  });

  test('a mixed batch keeps the good events, refuses the others by index, and changes no duplicate', async () => {
    const [good, ci, other, late] = [nextId(), nextId(), nextId(), nextId()];
    const batch = [
      { event_id: ci, event_data: AUTOMATED },
      { event_id: good, event_data: { environment: 'production' } },
      { event_id: 'evt_', event_data: {} },
      { event_id: other, event_data: { environment: 'test' } },
      { event_id: late },
    ];
    for (const duplicates of [[], [good, late]]) {
      const { status, body } = await send('production', batch);
      const reply = body as unknown as BatchReply;
      expectSchema(schemas.BatchReplySchema, reply);
      expect(status).toBe(200);
      expect(reply).toMatchObject({ success: true, event_ids: [good, late], duplicates });
      expect(reply.rejected.map(({ index, event_id, error_code }) => [index, event_id, error_code])).toEqual([
        [0, ci, 'WRONG_ENVIRONMENT'],
        [2, null, 'INVALID_EVENT'],
        [3, other, 'WRONG_ENVIRONMENT'],
      ]);
    }
    const ids = await storedIds();
    expect([good, late, ci, other].map((id) => ids.filter((one) => one === id).length)).toEqual([1, 1, 0, 0]);
  });

  test('a batch of refused events only is 422 with the fields of a batch', async () => {
    const batch = [{ event_data: AUTOMATED }, { event_data: { environment: 'test' } }];
    const { status, body } = await send('production', batch);
    expect(status).toBe(422);
    expectSchema(schemas.BatchReplySchema, body);
    expectSchema(schemas.ErrorReplySchema, body);
    expect(body).toMatchObject({ success: false, error_code: 'WRONG_ENVIRONMENT', event_ids: [] });
    expect((body.rejected as unknown[]).length).toBe(2);
  });

  test('an event that is not valid is refused for that first', async () => {
    const { status, body } = await send('production', { event_type: 7, event_data: AUTOMATED });
    expect([status, body.error_code]).toEqual([422, 'INVALID_EVENT']);
  });

  test('refusals are counted for the page and in the metrics, and listed by the kit', async () => {
    const page = 'https://ci.example';
    await ask(server.url + ROUTES.track, {
      body: { event_data: AUTOMATED },
      key: 'demo:production',
      headers: { Origin: page },
    });
    const { body } = await ask(server.url + ROUTES.refusals);
    expect(body.refused).toContainEqual(
      expect.objectContaining({ error_code: 'WRONG_ENVIRONMENT', status: 403, origin: page, count: 1 }),
    );
    if (kind !== 'memory') {
      const { checks } = (await ask(server.url + ANALYTICS_ROUTES.checks)).body as unknown as TrackingChecksReply;
      const found = checks.find(({ check }) => check === 'refused_environment');
      expect(found?.findings).toContainEqual(
        expect.objectContaining({ subject: { kind: 'origin', value: page }, counts: { requests: 1 } }),
      );
    }
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toMatch(/onevault_events_rejected_total\{rule="wrong_environment"\} [1-9]/);
    expect(await server.rejected()).toContainEqual(
      expect.objectContaining({
        stage: 'refused',
        reason: expect.objectContaining({ rule: 'wrong_environment', pointer: '/event_data/automated' }),
      }),
    );
  });

  test('a browser key for an environment', async () => {
    const { status, body } = await ask(server.url + ROUTES.browserKeys, { body: { environment: 'production' } });
    expectSchema(schemas.BrowserKeyReplySchema, body);
    expect([status, body.environment]).toEqual([200, 'production']);
    expect((await send(String(body.token), { event_data: AUTOMATED })).status).toBe(403);
    expect((await send(String(body.token), {})).status).toBe(200);
    const wrong = await ask(server.url + ROUTES.browserKeys, { body: { environment: 'prod' } });
    expect([wrong.status, wrong.body.error_code]).toEqual([422, 'INVALID_BODY']);
  });

  test.skipIf(kind === 'memory')(
    'a managed key keeps its environment when it is rotated, until it is revoked',
    async () => {
      const made = await answered(
        ask(server.url + KEY_ROUTES.keys, { body: { kind: 'write', environment: 'production' } }),
      );
      expectSchema(schemas.KeyCreatedReplySchema, made);
      expect(made.key.environment).toBe('production');
      const act = (path: string, id: string) =>
        answered(ask(server.url + path.replace(':key_id', id), { method: 'POST', body: {} }));
      const rotated = await act(KEY_ROUTES.rotate, made.key.id);
      expect([rotated.key.environment, rotated.replaced?.environment]).toEqual(['production', 'production']);
      for (const { token } of [made, rotated]) {
        expect((await send(token, { event_data: AUTOMATED })).body.error_code).toBe('WRONG_ENVIRONMENT');
        expect((await send(token, {})).status).toBe(200);
      }
      await act(KEY_ROUTES.revoke, rotated.key.id);
      expect((await send(rotated.token, { event_data: AUTOMATED })).status).toBe(401);

      const plain = await answered(ask(server.url + KEY_ROUTES.keys, { body: { kind: 'write', environment: null } }));
      expect((await send(plain.token, { event_data: { environment: 'test', ...AUTOMATED } })).status).toBe(200);
      const listed = (await ask(server.url + KEY_ROUTES.keys)).body.keys as unknown as KeyRow[];
      expectSchema(schemas.KeysReplySchema, { status: 'success', keys: listed, timestamp: new Date().toISOString() });
      const environmentOf = (id: string) => listed.find((key) => key.id === id)?.environment;
      expect([rotated.key.id, plain.key.id].map(environmentOf)).toEqual(['production', null]);
      const { entries } = (await ask(server.url + ROUTES.audit)).body as unknown as AuditReply;
      const created = entries.filter(({ action }) => action === 'key_created').map(({ details }) => details);
      expect(created.find(({ key }) => key === made.key.id)).toMatchObject({ environment: 'production' });
      expect(created.find(({ key }) => key === plain.key.id)).not.toHaveProperty('environment');
    },
  );

  test.skipIf(kind === 'memory').each([
    { kind: 'write', environment: 'prod' },
    { kind: 'write', environment: '' },
    { kind: 'write', environment: 1 },
    { kind: 'share', environment: 'production' },
  ])('makes no key of %j', async (body) => {
    const { status, body: reply } = await ask(server.url + KEY_ROUTES.keys, { body });
    expect([status, reply.error_code]).toEqual([422, 'INVALID_BODY']);
  });
});

let lastId = 0;
function nextId(): string {
  lastId += 1;
  return `evt_environment_${lastId}`;
}

async function answered(answer: Promise<Answer>): Promise<KeyCreatedReply> {
  return (await answer).body as unknown as KeyCreatedReply;
}
