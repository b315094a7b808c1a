import { ALERT_ROUTES, type AlertKind, SAVED_ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openEngine } from '../../src/databases/openEngine.ts';
import { operationsOf } from '../../src/suites/operationsOf.ts';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

const NO_ID = '00000000-0000-4000-8000-000000000000';

let server: MockServer;
beforeAll(async () => {
  server = await createMockServer({
    engine: await openEngine('pglite'),
    // The tests evaluate and claim themselves.
    worker: false,
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
beforeEach(async () => {
  for (const customer of ['demo', 'other']) await server.engine.reset(customer);
});

const alerts = () => operationsOf(server.engine).alerts;
const call = (method: string, route: string, body?: unknown, key = 'demo:ovt_demo') =>
  ask(server.url + route, { method, key, ...(body !== undefined && { body }) });
const withId = (route: string, id: unknown) => route.replace(/:\w+/, String(id));
const makeRule = async (body: object = { name: 'Silence', kind: 'no_events', settings: { minutes: 1 } }) => {
  const answer = await call('POST', ALERT_ROUTES.rules, body);
  expect(answer.body).toMatchObject({ status: 'success' });
  expectSchema(schemas.AlertRuleReplySchema, answer.body);
  return answer.body.rule as { rule_id: string };
};
const makeWebhook = async () => {
  const body = { kind: 'webhook', address: 'https://hook.example/secret-path', label: 'Chat' };
  const answer = await call('POST', ALERT_ROUTES.destinations, body);
  expectSchema(schemas.AlertDestinationReplySchema, answer.body);
  return { id: String(answer.body.destination_id), secret: String(answer.body.secret) };
};
const later = (minutes: number) => ({ now: new Date(Date.now() + minutes * 60_000).toISOString() });

test('a rule is made with defaults, changed in parts, turned off and deleted', async () => {
  const rule = await makeRule({ name: 'Fewer visits', kind: 'rate_below' });
  expect(rule).toMatchObject({
    kind: 'rate_below',
    settings: { percent: 50, weeks: 4, min_events: 20, for_minutes: 0, resolve_minutes: 5 },
    destinations: null,
    enabled: true,
    state: 'ok',
    evaluated_at: null,
  });
  const { id } = await makeWebhook();
  const path = withId(ALERT_ROUTES.rule, rule.rule_id);
  const changed = await call('POST', path, { settings: { percent: 30, event_type: 'signup' }, destinations: [id] });
  expectSchema(schemas.AlertRuleReplySchema, changed.body);
  expect(changed.body.rule).toMatchObject({
    name: 'Fewer visits',
    settings: { percent: 30, weeks: 4, event_type: 'signup' },
    destinations: [id],
  });
  expect((await call('POST', path, { enabled: false })).body.rule).toMatchObject({
    state: 'off',
    settings: { percent: 30, event_type: 'signup' },
    destinations: [id],
  });
  const list = await call('GET', ALERT_ROUTES.rules);
  expectSchema(schemas.AlertRulesReplySchema, list.body);
  expect(list.body.rules).toMatchObject([{ rule_id: rule.rule_id, state: 'off' }]);
  expectSchema(schemas.AlertDeletedReplySchema, (await call('DELETE', path)).body);
  expect((await call('GET', ALERT_ROUTES.rules)).body.rules).toEqual([]);
  expect((await call('DELETE', path)).body).toMatchObject({ error_code: 'UNKNOWN_RULE' });
});

test('each kind can be made with its defaults alone, and evaluated', async () => {
  const kinds: AlertKind[] = [
    'no_events',
    'rate_below',
    'rate_above',
    'bad_share',
    'set_aside_backlog',
    'lag',
    'event_quiet',
    'error_spike',
  ];
  for (const kind of kinds) {
    await makeRule({ name: kind, kind, ...(kind === 'event_quiet' && { settings: { event_type: 'signup' } }) });
  }
  expect((await alerts().evaluate('demo')).map(({ state }) => state)).toEqual(['firing']);
  const { body } = await call('GET', ALERT_ROUTES.rules);
  // An event that has never come is quiet.
  expect((body.rules as { kind: string; state: string }[]).filter(({ state }) => state !== 'ok')).toMatchObject([
    { kind: 'event_quiet', state: 'firing' },
  ]);
});

test('a rule about a goal: only of the customer, and the goal stays while the rule is about it', async () => {
  const makeGoal = async (name: string, key: string) => {
    const { body } = await call('POST', SAVED_ROUTES.goals, { name, filters: ['event:is:signup'] }, key);
    return (body.goal as { goal_id: string }).goal_id;
  };
  const [goal, other] = [await makeGoal('Signup', 'demo:ovt_demo'), await makeGoal('Other', 'demo:ovt_demo')];
  const theirs = await makeGoal('Signup', 'other:ovt_other');
  const rule = await makeRule({ name: 'Hurray', kind: 'goal', settings: { goal_id: goal } });
  expect(rule).toMatchObject({ settings: { goal_id: goal, conversions: 1, minutes: 60, for_minutes: 0 } });
  const path = withId(ALERT_ROUTES.rule, rule.rule_id);
  for (const [route, method] of [
    [ALERT_ROUTES.rules, { name: 'x', kind: 'goal' }],
    [path, {}],
  ] as const) {
    const refused = await call('POST', route, { ...method, settings: { goal_id: theirs } });
    expect(refused.body).toMatchObject({ detail: [{ loc: ['body', 'settings', 'goal_id'] }] });
  }
  const deleteGoal = (id: string) => call('DELETE', withId(SAVED_ROUTES.goal, id));
  const kept = await deleteGoal(goal);
  expect([kept.status, kept.body.error_code]).toEqual([409, 'GOAL_IN_USE']);
  expect((await call('POST', path, { settings: { goal_id: other } })).body.rule).toMatchObject({
    settings: { goal_id: other, minutes: 60 },
  });
  expect((await deleteGoal(goal)).status).toBe(200);
  expect((await deleteGoal(other)).status).toBe(409);
  expect((await call('DELETE', path)).status).toBe(200);
  expect((await deleteGoal(other)).status).toBe(200);
});

test.each([
  [[], [], 'Input should be a valid object'],
  [{ name: 'a', kind: 'goal' }, ['settings', 'goal_id'], 'Input should be the id of a goal'],
  [{ name: 'a', kind: 'goal', settings: { goal_id: 'Signup' } }, ['settings', 'goal_id'], 'Input should be the id'],
  [{ name: 'a', kind: 'goal', settings: { goal_id: NO_ID } }, ['settings', 'goal_id'], 'The customer has no goal'],
  [
    { name: 'a', kind: 'goal', settings: { goal_id: NO_ID, minutes: 1_441 } },
    ['settings', 'minutes'],
    'from 1 to 1440',
  ],
  [{ kind: 'lag' }, ['name'], 'Input should be text of 1 to 200 characters'],
  [{ kind: 'lag', name: ' ' }, ['name'], 'Input should be text'],
  [{ kind: 'lag', name: 'a\nb' }, ['name'], 'Input should be text'],
  [{ kind: 'lag', name: 'a'.repeat(201) }, ['name'], 'Input should be text'],
  [{ name: 'a' }, ['kind'], 'Input should be one of no_events, rate_below'],
  [{ name: 'a', kind: '__proto__' }, ['kind'], 'Input should be one of'],
  [{ name: 'a', kind: 'lag', enable: true }, ['enable'], 'Extra inputs are not permitted'],
  [{ name: 'a', kind: 'lag', enabled: 1 }, ['enabled'], 'Input should be a valid boolean'],
  [{ name: 'a', kind: 'lag', settings: [] }, ['settings'], 'Input should be a valid object'],
  [{ name: 'a', kind: 'lag', settings: { minutes: 5 } }, ['settings', 'minutes'], 'A rule of the kind lag has seconds'],
  [{ name: 'a', kind: 'lag', settings: { seconds: '60' } }, ['settings', 'seconds'], 'Input should be a valid integer'],
  [{ name: 'a', kind: 'lag', settings: { seconds: 9 } }, ['settings', 'seconds'], 'Input should be from 10 to 86400'],
  [{ name: 'a', kind: 'lag', settings: { for_minutes: -1 } }, ['settings', 'for_minutes'], 'Input should be from 0'],
  [{ name: 'a', kind: 'bad_share', settings: { of: 'all' } }, ['settings', 'of'], 'Input should be one of both'],
  [{ name: 'a', kind: 'event_quiet' }, ['settings', 'event_type'], 'Input should be text'],
  [{ name: 'a', kind: 'lag', destinations: [] }, ['destinations'], 'Input should be a list of 1 to 20'],
  [{ name: 'a', kind: 'lag', destinations: [NO_ID, 'x'] }, ['destinations', 1], 'Input should be the id'],
  [{ name: 'a', kind: 'lag', destinations: [NO_ID] }, ['destinations'], 'Input should be ids of destinations'],
])('a wrong rule is 422 and names the part: %j', async (body, place, message) => {
  const answer = await call('POST', ALERT_ROUTES.rules, body);
  expect(answer.status).toBe(422);
  expectSchema(schemas.ErrorReplySchema, answer.body);
  expect(answer.body).toMatchObject({ error_code: 'INVALID_BODY', detail: [{ loc: ['body', ...place] }] });
  expect(answer.body.message).toContain(message);
  expect((await call('GET', ALERT_ROUTES.rules)).body.rules).toEqual([]);
});

test.each([
  [{}, ['kind']],
  [{ kind: 'pager', address: 'x' }, ['kind']],
  [{ kind: 'webhook' }, ['address']],
  [{ kind: 'webhook', address: 'ftp://hook.example/' }, ['address']],
  [{ kind: 'webhook', address: 'javascript:alert(1)' }, ['address']],
  [{ kind: 'webhook', address: 'https://us:pass@hook.example/' }, ['address']],
  [{ kind: 'webhook', address: `https://hook.example/${'a'.repeat(2_000)}` }, ['address']],
  [{ kind: 'email', address: 'ann' }, ['address']],
  [{ kind: 'email', address: 'ann@shop.example, bob@shop.example' }, ['address']],
  [{ kind: 'email', address: 'ann@shop.example\r\nBcc: eve@evil.example' }, ['address']],
  [{ kind: 'email', address: 'Ann <ann@shop.example>' }, ['address']],
  [{ kind: 'email', address: 'ann@shop.example', label: 'a\u0007' }, ['label']],
  [{ kind: 'email', address: 'ann@shop.example', secret: 'whsec_AA==' }, ['secret']],
])('a wrong destination is 422 and names the part: %j', async (body, place) => {
  const answer = await call('POST', ALERT_ROUTES.destinations, body);
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ error_code: 'INVALID_BODY', detail: [{ loc: ['body', ...place] }] });
});

test('a wrong part of a change is 422, and nothing changes', async () => {
  const rule = await makeRule();
  const path = withId(ALERT_ROUTES.rule, rule.rule_id);
  for (const body of [{ kind: 'lag' }, { settings: { minutes: 0 } }, { destinations: [NO_ID] }, { name: null }]) {
    expect((await call('POST', path, body)).status).toBe(422);
  }
  expect((await call('GET', ALERT_ROUTES.rules)).body.rules).toEqual([rule]);
});

test('a webhook’s secret is in one answer, and in no other', async () => {
  const { id, secret } = await makeWebhook();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  await makeRule();
  await alerts().evaluate('demo', later(2));
  await call('POST', withId(ALERT_ROUTES.test, id));
  const answers = await Promise.all(
    [
      ALERT_ROUTES.destinations,
      ALERT_ROUTES.deliveries,
      ALERT_ROUTES.firings,
      ALERT_ROUTES.rules,
      '/api/v1/track/audit',
    ].map((route) => call('GET', route)),
  );
  const [destinations, deliveries] = answers;
  expectSchema(schemas.AlertDestinationsReplySchema, destinations?.body);
  expectSchema(schemas.AlertDeliveriesReplySchema, deliveries?.body);
  expect(deliveries?.body.deliveries).toHaveLength(2);
  const text = JSON.stringify(answers.map(({ body }) => body));
  expect(text).not.toContain('whsec_');
  // The audit trail stays when the destination is deleted, and a path may be a secret, too.
  expect(JSON.stringify(answers.at(-1)?.body)).toContain('hook.example');
  expect(JSON.stringify(answers.at(-1)?.body)).not.toContain('secret-path');
});

test('a firing is listed, acknowledged under the name of the key, and pages go on where they end', async () => {
  for (const name of ['One', 'Two', 'Three']) await makeRule({ name, kind: 'no_events', settings: { minutes: 1 } });
  await alerts().evaluate('demo', later(2));
  const first = await call('GET', `${ALERT_ROUTES.firings}?limit=2`);
  expectSchema(schemas.AlertFiringsReplySchema, first.body);
  const rest = await call(
    'GET',
    `${ALERT_ROUTES.firings}?cursor=${encodeURIComponent(String(first.body.next_cursor))}`,
  );
  expect(rest.body.next_cursor).toBeNull();
  const firings = [...(first.body.firings as []), ...(rest.body.firings as [])] as {
    firing_id: string;
    rule_name: string;
  }[];
  expect(firings.map(({ rule_name }) => rule_name).sort()).toEqual(['One', 'Three', 'Two']);
  const path = withId(ALERT_ROUTES.acknowledge, firings[0]?.firing_id);
  const acknowledged = await call('POST', path);
  expectSchema(schemas.AlertFiringReplySchema, acknowledged.body);
  expect(acknowledged.body.firing).toMatchObject({
    state: 'acknowledged',
    acknowledged_by: expect.stringMatching(/^key:[0-9a-f]{8}$/),
  });
  expect((await call('GET', `${ALERT_ROUTES.firings}?open=true`)).body.firings).toHaveLength(3);
  for (const query of ['open=yes', 'limit=0', 'limit=501', 'cursor=x']) {
    expect((await call('GET', `${ALERT_ROUTES.firings}?${query}`)).status).toBe(422);
  }
  expect((await call('GET', `${ALERT_ROUTES.deliveries}?cursor=2026-13-01T00:00:00.000000Z_${NO_ID}`)).status).toBe(
    422,
  );
  const { body } = await call('GET', '/api/v1/track/audit?limit=1');
  expectSchema(schemas.AuditReplySchema, body);
  expect(body.entries).toMatchObject([{ action: 'alert_acknowledged', by: expect.stringMatching(/^key:/) }]);
});

test('a destination that a rule names is kept; a test goes to the outbox', async () => {
  const { id } = await makeWebhook();
  const tested = await call('POST', withId(ALERT_ROUTES.test, id));
  expectSchema(schemas.AlertTestReplySchema, tested.body);
  expect(await alerts().claimDeliveries('demo', 10)).toMatchObject([
    { deliveryId: tested.body.delivery_id, event: 'alert.test', address: 'https://hook.example/secret-path' },
  ]);
  const rule = await makeRule({ name: 'a', kind: 'lag', destinations: [id] });
  const path = withId(ALERT_ROUTES.destination, id);
  const kept = await call('DELETE', path);
  expect([kept.status, kept.body.error_code]).toEqual([409, 'DESTINATION_IN_USE']);
  expectSchema(schemas.ErrorReplySchema, kept.body);
  await call('DELETE', withId(ALERT_ROUTES.rule, rule.rule_id));
  expect((await call('DELETE', path)).status).toBe(200);
  expect((await call('DELETE', path)).status).toBe(404);
  expect((await call('POST', withId(ALERT_ROUTES.test, id))).status).toBe(404);
});

test('the limit of rules and destinations is 409', async () => {
  for (let n = 0; n < 20; n += 1) await makeWebhook();
  const full = await call('POST', ALERT_ROUTES.destinations, { kind: 'email', address: 'ann@shop.example' });
  expect([full.status, full.body.error_code]).toEqual([409, 'TOO_MANY']);
});

test('another customer’s rules, firings and destinations are unknown, and a write key is refused', async () => {
  const rule = await makeRule();
  const { id } = await makeWebhook();
  await alerts().evaluate('demo', later(2));
  const [firing] = await alerts().findFirings('demo', { limit: 1 });
  const routes: [string, string, unknown?][] = [
    ['POST', withId(ALERT_ROUTES.rule, rule.rule_id), { enabled: false }],
    ['DELETE', withId(ALERT_ROUTES.rule, rule.rule_id)],
    ['POST', withId(ALERT_ROUTES.acknowledge, firing?.firing_id)],
    ['DELETE', withId(ALERT_ROUTES.destination, id)],
    ['POST', withId(ALERT_ROUTES.test, id)],
  ];
  for (const [method, path, body] of routes) {
    expect.soft((await call(method, path, body, 'other:ovt_other')).status, path).toBe(404);
    expect.soft((await call(method, path, body, 'demo:ovw_demo')).status, path).toBe(403);
    const odd = path.replace(/[0-9a-f-]{36}/, '%27');
    expect.soft((await call(method, odd, body)).status, odd).toBe(404);
  }
  for (const route of [ALERT_ROUTES.rules, ALERT_ROUTES.firings, ALERT_ROUTES.destinations, ALERT_ROUTES.deliveries]) {
    const { body } = await call('GET', route, undefined, 'other:ovt_other');
    expect(Object.values(body)).toContainEqual([]);
    expect((await call('GET', route, undefined, 'demo:ovw_demo')).status).toBe(403);
  }
  const foreign = { name: 'a', kind: 'lag', destinations: [id] };
  expect((await call('POST', ALERT_ROUTES.rules, foreign, 'other:ovt_other')).status).toBe(422);
  expect(await alerts().findRules('demo')).toMatchObject([{ state: 'firing', enabled: true }]);
});
