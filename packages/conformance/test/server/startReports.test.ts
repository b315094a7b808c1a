import type { AddressInfo } from 'node:net';
import { type AlertDelivery, ANALYTICS_ROUTES } from '@onevault/contract';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import type { DatabaseEngine } from '@onevault/server/internal/engine/port';
import { connectPostgres } from '@onevault/server/internal/engine/postgres/connectPostgres';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import type { SqlConnection } from '@onevault/server/internal/engine/sql/connection';
import { createMetrics } from '@onevault/server/internal/metrics/createMetrics';
import { createCountGoals } from '@onevault/server/internal/service/alerts/createCountGoals';
import { type AlertsWorker, startAlerts } from '@onevault/server/internal/worker/startAlerts';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { STORY, storyDay } from '../analytics/story.ts';
import { ask } from '../http/ask.ts';
import { nextId } from '../sql/alertKit.ts';

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';

let engine: DatabaseEngine;
let owner: SqlConnection;
let http: MockServer;
let smtp: SMTPServer;
let mails: { to: string; text: string }[];
let refusals: number;
let workers: AlertsWorker[];
beforeAll(async () => {
  const url = await createDatabase();
  engine = await createPostgresEngine({ url });
  owner = connectPostgres(url, 1);
  http = await createMockServer({
    engine,
    worker: false,
    keys: [{ customerId: 'demo', token: 'ovt_demo', scope: 'full' }],
  });
  await ask(`${http.url}/api/v1/track`, { body: STORY, headers: { 'User-Agent': AGENT } });
  smtp = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (chunk) => {
        text += chunk;
      });
      stream.on('end', () => {
        if (refusals > 0) {
          refusals -= 1;
          return done(Object.assign(new Error('later'), { responseCode: 451 }));
        }
        mails.push({ to: String(session.envelope.rcptTo[0]?.address), text: decode(text) });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', () => resolve()));
});
beforeEach(async () => {
  [mails, workers, refusals] = [[], [], 0];
  await owner.query('delete from alerts.deliveries');
  await owner.query('delete from alerts.reports');
  await owner.query('delete from alerts.destinations');
  for (const name of ['ann', 'bob']) {
    await engine.operations.alerts.addDestination('demo', {
      destinationId: nextId(),
      kind: 'email',
      address: `${name}@shop.example`,
      secret: null,
      label: null,
      host: 'shop.example',
    });
  }
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
});
afterAll(async () => {
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await http?.close();
  await owner?.close();
  await engine?.close();
});

const start = (more: Partial<Parameters<typeof startAlerts>[0]> = {}) => {
  const { port } = smtp.server.address() as AddressInfo;
  const worker = startAlerts({
    operations: engine.operations,
    countGoals: createCountGoals(engine.operations),
    everyMs: 20,
    delivery: { smtp: { url: `smtp://127.0.0.1:${port}`, from: 'reports@onevault.example' } },
    ...more,
  });
  workers.push(worker);
  return worker;
};
const addReport = async () => {
  const reportId = nextId();
  await engine.operations.reports.add('demo', {
    reportId,
    name: 'For <the> team',
    period: 'week',
    timezone: 'UTC',
    hour: 0,
    destinationIds: null,
    isEnabled: true,
  });
  return reportId;
};
/** As if the week of the story were the last whole one. */
const queueStory = (reportId: string) =>
  owner.query(
    `select alerts.queue_report(auth.tenant_hk('demo'), $1, (date_trunc('week', $2::timestamp) + interval '7 days')::date, now())`,
    [reportId, storyDay()],
  );
const deliveries = (): Promise<AlertDelivery[]> => engine.operations.alerts.findDeliveries('demo', { limit: 10 });
const states = async () => (await deliveries()).map(({ state }) => state);
const makeDue = () =>
  owner.query('update alerts.deliveries set next_attempt_at = now() where next_attempt_at is not null');

test('a report reaches each address once, with the numbers of the endpoints, however many workers there are', async () => {
  await queueStory(await addReport());
  for (let n = 0; n < 5; n += 1) start();
  await expect.poll(states).toEqual(['delivered', 'delivered']);
  expect(mails.map(({ to }) => to).sort()).toEqual(['ann@shop.example', 'bob@shop.example']);
  const monday = new Date(Date.parse(storyDay()) - ((new Date(storyDay()).getUTCDay() + 6) % 7) * 86_400_000);
  const [from, to] = [0, 6].map((days) => new Date(monday.getTime() + days * 86_400_000).toISOString().slice(0, 10));
  const get = (query: string) => ask(`${http.url}${query}${query.includes('?') ? '&' : '?'}from=${from}&to=${to}`);
  const { body } = await get(ANALYTICS_ROUTES.summary);
  const { visitors, sessions, page_views } = body.data as Record<string, number>;
  expect(Number(visitors)).toBeGreaterThan(0);
  const [{ text } = { text: '' }] = mails;
  expect(text).toMatch(new RegExp(`^Visitors +${visitors} `, 'm'));
  expect(text).toMatch(new RegExp(`^Sessions +${sessions} `, 'm'));
  expect(text).toMatch(new RegExp(`^Page views +${page_views} `, 'm'));
  for (const by of ['page', 'country']) {
    const [first] = (await get(`${ANALYTICS_ROUTES.breakdown}?by=${by}`)).body.data as { visitors: number }[];
    expect(text).toMatch(new RegExp(`^\\S.* +${first?.visitors} +\\d+$`, 'm'));
  }
  expect(text).toContain('1 event came from your own people.');
  expect(text).toContain('For &lt;the&gt; team');
  expect(text).toMatch(/^Content-Type: text\/html/m);
  expect(text).toMatch(/^Content-Type: text\/plain/m);
  const ids = mails.map((mail) => /^Message-ID: (.*)$/m.exec(mail.text)?.[1]);
  expect(new Set(ids).size).toBe(2);
});

test('five workers queue and send what is due once', async () => {
  await addReport();
  await owner.query(`update alerts.reports set due_at = now(), done_until = done_until - 7`);
  for (let n = 0; n < 5; n += 1) start();
  await expect.poll(states).toEqual(['delivered', 'delivered']);
  // Two more rounds of each find nothing.
  await makeDue();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(mails).toHaveLength(2);
});

test('after a failure it is tried again under the same Message-ID, and is not sent twice', async () => {
  refusals = 2;
  await queueStory(await addReport());
  start();
  await expect.poll(async () => (await deliveries()).map(({ attempts }) => attempts.length)).toEqual([1, 1]);
  expect(mails).toEqual([]);
  await makeDue();
  await expect.poll(states).toEqual(['delivered', 'delivered']);
  expect(mails).toHaveLength(2);
  expect((await deliveries())[0]?.attempts.map(({ status }) => status)).toEqual([451, 250]);
});

test('a worker that stops waits for the answer of the mail server', async () => {
  await queueStory(await addReport());
  const worker = start();
  await expect.poll(() => mails.length).toBeGreaterThan(0);
  await worker.stop();
  expect(mails).toHaveLength(2);
  expect(await states()).toEqual(['delivered', 'delivered']);
});

test('numbers that cannot be read are a failure that is tried again; the outbox never has any', async () => {
  await queueStory(await addReport());
  const analytics = () => Promise.reject(new Error('away'));
  start({ operations: { ...engine.operations, analytics } });
  await expect.poll(async () => (await deliveries()).map(({ attempts }) => attempts.length)).toEqual([1, 1]);
  expect((await deliveries())[0]).toMatchObject({
    state: 'waiting',
    attempts: [{ error: 'the numbers of the report could not be read in time' }],
  });
  const [row] = await owner.query('select body from alerts.deliveries limit 1');
  expect(Object.keys(JSON.parse(String(row?.body)).data).sort()).toEqual(
    ['customer_id', 'from', 'name', 'period', 'report_id', 'timezone', 'to'].sort(),
  );
});

test('metrics count firings by state, deliveries by outcome, and how long the outbox waits', async () => {
  await queueStory(await addReport());
  await owner.query(`update alerts.deliveries set created_at = now() - interval '1 hour'`);
  await owner.query(
    `insert into alerts.firings (tenant_hk, firing_id, rule_id, rule_name, rule_kind, threshold, message, started_at, acknowledged_at)
     select auth.tenant_hk('demo'), gen_random_uuid(), gen_random_uuid(), 'a', 'lag', 1, 'b', now(),
       case when n > 2 then now() end
     from generate_series(1, 3) as n`,
  );
  const before = (await createMetrics(engine).render()).text;
  expect(before).toMatch(/^onevault_alert_firings\{state="firing"\} 2$/m);
  expect(before).toMatch(/^onevault_alert_firings\{state="acknowledged"\} 1$/m);
  expect(before).toMatch(/^onevault_outbox_deliveries 2$/m);
  expect(Number(/^onevault_outbox_age_seconds (\S+)$/m.exec(before)?.[1])).toBeGreaterThan(3_500);
  const metrics = createMetrics(engine);
  refusals = 1;
  start({ observe: metrics.observeOutbox });
  await expect.poll(async () => (await deliveries()).map(({ attempts }) => attempts.length)).toEqual([1, 1]);
  const after = (await metrics.render()).text;
  expect(after).toMatch(/^onevault_outbox_attempts_total\{kind="email",outcome="delivered"\} 1$/m);
  expect(after).toMatch(/^onevault_outbox_attempts_total\{kind="email",outcome="retry"\} 1$/m);
  expect(after).not.toContain('demo');
  await owner.query('delete from alerts.firings');
});

/** Quoted-printable and base64 parts as text. */
function decode(mail: string): string {
  return mail
    .replaceAll('\r\n', '\n')
    .split(/^----.*$/m)
    .map((part) => {
      const [head = '', ...rest] = part.replace(/^\n/, '').split('\n\n');
      const content = rest.join('\n\n');
      if (/quoted-printable/i.test(head)) {
        const bytes = content
          .replace(/=\n/g, '')
          .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
        return `${head}\n\n${Buffer.from(bytes, 'latin1').toString('utf8')}`;
      }
      return /base64/i.test(head) ? `${head}\n\n${Buffer.from(content, 'base64').toString('utf8')}` : part;
    })
    .join('\n');
}
