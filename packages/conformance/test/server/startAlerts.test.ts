import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DatabaseEngine } from '@onevault/server/internal/engine/port';
import { connectPostgres } from '@onevault/server/internal/engine/postgres/connectPostgres';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import type { SqlConnection } from '@onevault/server/internal/engine/sql/connection';
import { silentLog } from '@onevault/server/internal/log';
import { createCountGoals } from '@onevault/server/internal/service/alerts/createCountGoals';
import { type AlertsWorker, startAlerts } from '@onevault/server/internal/worker/startAlerts';
import { SMTPServer } from 'smtp-server';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { event } from '../../src/suites/event.ts';
import { nextId, rule } from '../sql/alertKit.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

interface Received {
  headers: Record<string, string>;
  body: string;
}

let engine: DatabaseEngine;
let owner: SqlConnection;
let workers: AlertsWorker[];
let receiver: Server;
let received: Received[];
/** The statuses of the next answers; then 204. */
let answers: number[];
let closers: (() => void)[];
beforeEach(async () => {
  const url = await createDatabase();
  engine = await createPostgresEngine({ url });
  owner = connectPostgres(url, 1);
  await engine.upsertCustomer('acme');
  [workers, received, answers, closers] = [[], [], [], []];
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  for (const close of closers) close();
  receiver.closeAllConnections();
  receiver.close();
  await owner.close();
  await engine.close();
});

const alerts = () => engine.operations.alerts;
const start = (options: Partial<Parameters<typeof startAlerts>[0]> = {}) => {
  const worker = startAlerts({
    operations: engine.operations,
    countGoals: createCountGoals(engine.operations),
    everyMs: 20,
    delivery: { webhooks: { allowPrivate: true } },
    ...options,
  });
  workers.push(worker);
  return worker;
};
const addWebhook = async () => {
  const destinationId = nextId();
  const { port } = receiver.address() as AddressInfo;
  await alerts().addDestination('acme', {
    destinationId,
    kind: 'webhook',
    address: `http://127.0.0.1:${port}/`,
    secret: SECRET,
    label: null,
    host: '127.0.0.1',
  });
  return destinationId;
};
const addEmail = async (address: string) => {
  const destinationId = nextId();
  await alerts().addDestination('acme', {
    destinationId,
    kind: 'email',
    address,
    secret: null,
    label: null,
    host: 'shop.example',
  });
  return destinationId;
};
const setBacklog = (events: number) =>
  owner.query(
    `insert into totals.pipeline_counters (tenant_hk, slot, staging_failed) values (auth.tenant_hk('acme'), 99, $1)
     on conflict (tenant_hk, slot) do update set staging_failed = excluded.staging_failed`,
    [events],
  );
/** Instead of waiting for the time of the next attempt, or of the next evaluation. */
const makeDue = async () => {
  await owner.query('update alerts.deliveries set next_attempt_at = now() where next_attempt_at is not null');
  await owner.query('update alerts.rules set due_at = now()');
};
const deliveries = () => alerts().findDeliveries('acme', { limit: 10 });
/** What a receiver with the library of the specification makes of a request. */
const verify = ({ headers, body }: Received) => new Webhook(SECRET).verify(body, headers) as Record<string, unknown>;

test('a rule that fires reaches its webhook, signed so that the specification’s library verifies it', async () => {
  await addWebhook();
  const backlog = rule('set_aside_backlog', { events: 3, resolve_minutes: 0 });
  await alerts().addRule('acme', backlog);
  await setBacklog(3);
  start();
  await expect.poll(() => received.length).toBe(1);
  expect(verify(received[0] as Received)).toMatchObject({
    type: 'alert.firing',
    data: {
      customer_id: 'acme',
      rule_id: backlog.ruleId,
      state: 'firing',
      message: 'Events that are set aside: 3 (limit 3)',
    },
  });
  await setBacklog(0);
  await makeDue();
  await expect.poll(() => received.length).toBe(2);
  expect(verify(received[1] as Received)).toMatchObject({ type: 'alert.resolved', data: { resolved_by: 'itself' } });
  const forged = { ...(received[0] as Received), body: (received[1] as Received).body };
  expect(() => verify(forged)).toThrow(/No matching signature/);
  await expect.poll(async () => (await deliveries()).map(({ state }) => state)).toEqual(['delivered', 'delivered']);
});

test('a failed attempt is retried under the same id, and logged', async () => {
  answers = [500, 503];
  const deliveryId = await alerts().addTestDelivery('acme', await addWebhook());
  start();
  for (const attempts of [1, 2]) {
    await expect.poll(async () => (await deliveries())[0]?.attempts.length).toBe(attempts);
    await makeDue();
  }
  await expect.poll(async () => (await deliveries())[0]?.state).toBe('delivered');
  expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(Array(3).fill(`msg_${deliveryId}`));
  expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  for (const one of received) expect(verify(one)).toMatchObject({ type: 'alert.test' });
  expect((await deliveries())[0]?.attempts.map(({ status }) => status)).toEqual([500, 503, 204]);
});

test('what a worker has claimed and not sent before it died is sent by another', async () => {
  const deliveryId = await alerts().addTestDelivery('acme', await addWebhook());
  await alerts().claimDeliveries('acme', 10);
  start();
  await makeDue();
  await expect.poll(() => received.length).toBe(1);
  expect(received[0]?.headers['webhook-id']).toBe(`msg_${deliveryId}`);
});

test('five workers send each delivery once', async () => {
  const destinationId = await addWebhook();
  for (let n = 0; n < 15; n += 1) await alerts().addTestDelivery('acme', destinationId);
  await alerts().addRule('acme', rule('set_aside_backlog', { events: 1 }));
  await setBacklog(1);
  for (let n = 0; n < 5; n += 1) start();
  await expect
    .poll(
      async () =>
        (await alerts().findDeliveries('acme', { limit: 50 })).filter(({ state }) => state === 'delivered').length,
    )
    .toBe(16);
  expect(received).toHaveLength(16);
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(16);
});

test('without the permission nothing goes to a private address, and the log says why', async () => {
  await alerts().addTestDelivery('acme', await addWebhook());
  start({ delivery: {} });
  await expect.poll(async () => (await deliveries())[0]?.state).toBe('failed');
  expect((await deliveries())[0]?.attempts).toMatchObject([{ error: expect.stringContaining('private network') }]);
  expect(received).toEqual([]);
});

test('a worker that stops gives up what it sends, and the outbox keeps it', async () => {
  let asked = 0;
  receiver.removeAllListeners('request');
  receiver.on('request', () => {
    asked += 1;
  });
  await alerts().addTestDelivery('acme', await addWebhook());
  const worker = start();
  await expect.poll(() => asked).toBe(1);
  await worker.stop();
  expect(await deliveries()).toMatchObject([{ state: 'waiting', attempts: [] }]);
});

test('an outage is logged once, and no line holds a secret', async () => {
  const lines: string[] = [];
  const note = (line: string) => lines.push(line);
  const failing = { ...alerts(), customersWithWork: vi.fn(() => Promise.reject(new Error('no database'))) };
  start({ operations: { ...engine.operations, alerts: failing }, log: { ...silentLog, warn: note } });
  await expect.poll(() => failing.customersWithWork.mock.calls.length).toBeGreaterThan(2);
  expect(lines).toEqual(['[OneVault] Failed to evaluate or send alerts and reports: Error: no database. Will retry.']);
  await addWebhook();
  await alerts().addRule('acme', rule('set_aside_backlog', { events: 1 }));
  await setBacklog(1);
  start({ log: { ...silentLog, info: note, warn: note } });
  await expect.poll(async () => (await deliveries())[0]?.state).toBe('delivered');
  expect(lines).toHaveLength(2);
  expect(lines.join()).not.toContain('whsec');
});

/** A mail server that takes what is sent to it; `refuse` answers a recipient. */
async function startMailServer(refuse?: (address: string) => Error | undefined) {
  const mails: { to: string[]; text: string }[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      username === 'us' && password === 'p@ss' ? done(null, { user: 'us' }) : done(new Error('no')),
    onRcptTo: ({ address }, _session, done) => done(refuse?.(address)),
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (chunk) => {
        text += chunk;
      });
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  closers.push(() => server.close());
  const { port } = server.server.address() as AddressInfo;
  return { mails, url: `smtp://us:p%40ss@127.0.0.1:${port}`, port };
}

test('an alert reaches its e-mail address through a real mail server', async () => {
  const { mails, url } = await startMailServer();
  await addEmail('ann@shop.example');
  await alerts().addRule('acme', {
    ...rule('set_aside_backlog', { events: 3 }),
    name: 'Backlog\r\nBcc: eve@evil.example',
  });
  await setBacklog(3);
  start({ delivery: { smtp: { url, from: 'alerts@onevault.example' } } });
  await expect.poll(() => mails.length).toBe(1);
  const [mail] = mails;
  expect(mail?.to).toEqual(['ann@shop.example']);
  expect(mail?.text).toMatch(/^From: alerts@onevault\.example\r$/m);
  expect(mail?.text).toMatch(/^Subject: \[OneVault\] Firing: Backlog/m);
  const [head] = mail?.text.split('\r\n\r\n') ?? [];
  expect(head).not.toMatch(/^Bcc/m);
  expect(mail?.text).toContain('Events that are set aside: 3 (limit 3)');
  await expect.poll(async () => (await deliveries())[0]?.state).toBe('delivered');
  const [delivery] = await deliveries();
  expect(mail?.text).toContain(`Message-ID: <${delivery?.delivery_id}@onevault.example>`);
  expect(delivery?.attempts).toMatchObject([{ status: 250 }]);
});

test('a refused recipient is final; a busy mail server, wrong credentials and no mail server are tried again', async () => {
  const busy = Object.assign(new Error('later'), { responseCode: 451 });
  const unknown = Object.assign(new Error(`no such user ${'😀'.repeat(300)}`), { responseCode: 550 });
  const { url, port, mails } = await startMailServer(
    (address) => ({ 'busy@shop.example': busy, 'nobody@shop.example': unknown })[address],
  );
  const tryOnce = async (address: string, smtp: { url: string; from: string } | undefined) => {
    await engine.reset('acme');
    await alerts().addTestDelivery('acme', await addEmail(address));
    const worker = start({ delivery: { ...(smtp && { smtp }) } });
    await expect.poll(async () => (await deliveries())[0]?.attempts.length).toBe(1);
    await worker.stop();
    const [
      {
        state,
        attempts: [attempt],
      } = { state: '', attempts: [] },
    ] = await deliveries();
    return { state, ...attempt };
  };
  const from = 'alerts@onevault.example';
  expect(await tryOnce('nobody@shop.example', { url, from })).toMatchObject({ state: 'failed', status: 550 });
  expect(await tryOnce('busy@shop.example', { url, from })).toMatchObject({ state: 'waiting', status: 451 });
  const wrong = await tryOnce('ann@shop.example', { url: `smtp://us:hunter2@127.0.0.1:${port}`, from });
  expect(wrong).toMatchObject({ state: 'waiting', status: 535 });
  expect(JSON.stringify(wrong)).not.toContain('hunter2');
  expect(await tryOnce('ann@shop.example', undefined)).toMatchObject({
    state: 'waiting',
    error: 'no mail server is configured (--smtp)',
  });
  expect(mails).toEqual([]);
});

test('a sign-up reaches the webhook once; goals that cannot be counted hold up no other rule', async () => {
  await addWebhook();
  const goalId = nextId();
  const goal = {
    kind: 'goal',
    id: goalId,
    name: 'Signup',
    body: { filters: ['event:is:signup'], revenue: null },
  } as const;
  await engine.operations.saved.addDefinition('acme', goal);
  await alerts().addRule('acme', rule('goal', { goal_id: goalId, conversions: 1, minutes: 60 }, { name: 'Hurray' }));
  await alerts().addRule('acme', rule('set_aside_backlog', { events: 3 }));
  await setBacklog(3);
  const warnings: string[] = [];
  const broken = start({
    countGoals: () => Promise.reject(new Error('the database is away')),
    log: { ...silentLog, warn: (text: string) => warnings.push(text) },
  });
  await expect.poll(() => received.map(({ body }) => JSON.parse(body).data.kind)).toEqual(['set_aside_backlog']);
  expect(warnings).toEqual([expect.stringContaining('the database is away')]);
  await broken.stop();

  const signup = event({ event_type: 'signup', event_data: { session_id: 'sess_1', visitor_id: 'visitor_1' } });
  await engine.store('acme', [signup], { process: true });
  for (let n = 0; n < 3; n += 1) start();
  await expect.poll(() => received.length).toBe(2);
  expect(verify(received[1] as Received)).toMatchObject({
    type: 'alert.firing',
    data: { rule_name: 'Hurray', kind: 'goal', message: 'Conversions of "Signup" in the last 60 minutes: 1 (limit 1)' },
  });
  await makeDue();
  await expect.poll(async () => (await alerts().findDueGoals('acme')).length).toBe(0);
  expect(received).toHaveLength(2);
});
