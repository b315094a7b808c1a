import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { manageAlerts } from '@onevault/server/internal/cli/commands/manageAlerts';
import { manageGoals } from '@onevault/server/internal/cli/commands/manageGoals';
import { connectPostgres } from '@onevault/server/internal/engine/postgres/connectPostgres';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { endAllCli, runServer } from '../http/runCli.ts';
import { createTestTerminal } from './createTestTerminal.ts';

const NO_ID = '00000000-0000-4000-8000-000000000000';

let database: string;
beforeAll(async () => {
  database = await createDatabase();
});
beforeEach(async () => {
  const engine = await createPostgresEngine({ url: database });
  await engine.upsertCustomer('shop');
  await engine.reset('shop');
  await engine.close();
});
afterEach(endAllCli);

/** What a verb prints, joined. */
async function alerts(...args: string[]): Promise<string> {
  const { terminal, printed } = createTestTerminal();
  await manageAlerts([...args, '--customer', 'shop', '--database', database], {}, terminal);
  return printed.join('\n');
}

test.each([
  [[], 'alerts: it needs a verb'],
  [['rule'], 'alerts: rule is no verb of it. Try alerts rules'],
  [['rules'], '--customer: it is missing'],
  [['rules', '--customer', 'a', '--kind', 'lag'], '--kind: alerts rules has no such flag'],
  [['create', '--customer', 'a'], 'the flags: kind: Input should be one of no_events'],
  [['create', '--customer', 'a', '--kind', 'lag'], 'the flags: name: Input should be text'],
  [['create', '--customer', 'a', '--kind', 'lag', '--name', 'x', '--set', 'seconds'], '--set: it has another form'],
  [
    ['create', '--customer', 'a', '--kind', 'lag', '--name', 'x', '--set', 'seconds=soon'],
    'the flags: settings.seconds: Input should be a valid integer',
  ],
  [['change', '--customer', 'a', '--rule', 'x'], '--rule: it is not an id'],
  [['change', '--customer', 'a', '--rule', NO_ID, '--on', '--off'], '--on: --off says the contrary'],
  [['add', '--customer', 'a'], 'alerts add: it needs a webhook or an e-mail address'],
  [['add', '--customer', 'a', '--email', 'x'], 'the flags: address: Input should be one e-mail address'],
  [['test', '--customer', 'a', '--destination', NO_ID, '--destination', NO_ID], 'it is there more than once'],
])('refuses alerts %j before it opens a database', async (args, what) => {
  const { terminal, printed } = createTestTerminal();
  const refused = manageAlerts(args, { DATABASE_URL: 'postgres://nowhere.invalid/x' }, terminal);
  await expect(refused).rejects.toThrow(/^\[OneVault\] Failed to [^\n]+: [^\n]+\. Try [^\n]+\.$/);
  await expect(refused).rejects.toThrow(what);
  expect(printed).toEqual([]);
});

test('--help lists every verb and flag', async () => {
  const { terminal, printed } = createTestTerminal();
  await manageAlerts(['--help'], {}, terminal);
  for (const word of [
    'rules',
    'create',
    'change',
    'delete',
    'firings',
    'acknowledge',
    'destinations',
    'add',
    'remove',
  ]) {
    expect(printed[0]).toContain(`\n  ${word} `);
  }
  for (const kind of ['no_events', 'error_spike']) expect(printed[0]).toContain(kind);
});

test('makes, changes, lists and deletes rules, firings and destinations', async () => {
  const secret = await alerts('add', '--webhook', 'https://hook.example/x', '--label', 'Chat');
  expect(secret).toMatch(/^whsec_\S{44}$/);
  const email = await alerts('add', '--email', 'ann@shop.example');
  const destinations = await alerts('destinations');
  expect(destinations).toMatch(/webhook +active +https:\/\/hook\.example\/x +Chat/);
  expect(destinations).toContain(email);
  expect(destinations).not.toContain('whsec_');

  const rule = await alerts(
    'create',
    '--kind',
    'no_events',
    '--name',
    'Silence',
    '--set',
    'minutes=1',
    '--destination',
    email,
  );
  await alerts('change', '--rule', rule, '--set', 'resolve_minutes=0', '--off');
  expect(await alerts('rules')).toMatch(new RegExp(`${rule} +no_events +off +.*minutes=1.* Silence`));
  await alerts('change', '--rule', rule, '--on');
  const engine = await createPostgresEngine({ url: database });
  await engine.operations.alerts.evaluate('shop', { now: new Date(Date.now() + 120_000).toISOString() });
  await engine.close();
  const firings = await alerts('firings', '--open');
  const [, firing = ''] = /^(\S{36}) +firing +.* Silence +Minutes since the last event arrived: /m.exec(firings) ?? [];
  await alerts('acknowledge', '--firing', firing);
  expect(await alerts('firings')).toMatch(/ acknowledged .* cli/);
  expect(await alerts('deliveries')).toMatch(new RegExp(`alert\\.firing +waiting .* 0 +${email}`));
  await expect(alerts('remove', '--destination', email)).rejects.toThrow('a rule or a report names it');
  await alerts('delete', '--rule', rule);
  expect(await alerts('rules')).not.toContain(rule);
  expect(await alerts('firings')).toContain('resolved');
  await alerts('remove', '--destination', email);
  expect(await alerts('destinations')).not.toContain(email);

  for (const args of [
    ['delete', '--rule', rule],
    ['change', '--rule', rule],
    ['acknowledge', '--firing', NO_ID],
    ['remove', '--destination', email],
    ['test', '--destination', email],
    ['create', '--kind', 'lag', '--name', 'x', '--destination', email],
  ]) {
    await expect(alerts(...args), args.join(' ')).rejects.toThrow(/Failed to read the \w+: the customer has no/);
  }
});

test('makes and changes a rule about a goal, by its name', async () => {
  const engine = await createPostgresEngine({ url: database });
  const { saved } = engine.operations;
  const [signup, order] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
  for (const [id, name] of [
    [signup, 'Signup'],
    [order, 'Order'],
  ] as const) {
    await saved.addDefinition('shop', { kind: 'goal', id, name, body: { filters: ['event:is:x'], revenue: null } });
  }
  await engine.close();
  const rule = await alerts('create', '--kind', 'goal', '--name', 'Hurray', '--goal', 'Signup', '--set', 'minutes=10');
  expect(await alerts('rules')).toMatch(new RegExp(`${rule} +goal +ok +goal_id=${signup} minutes=10 conversions=1 `));
  await alerts('change', '--rule', rule, '--goal', 'Order');
  expect(await alerts('rules')).toMatch(new RegExp(`goal_id=${order} minutes=10 conversions=1 `));
  await alerts('change', '--rule', rule, '--set', `goal_id=${signup}`);
  expect(await alerts('rules')).toContain(`goal_id=${signup}`);
  await expect(alerts('change', '--rule', rule, '--goal', 'Nothing')).rejects.toThrow('no goal of this name');
  await expect(alerts('change', '--rule', rule, '--set', `goal_id=${NO_ID}`)).rejects.toThrow('no goal with this id');
  await expect(alerts('create', '--kind', 'goal', '--name', 'x')).rejects.toThrow('Input should be the id of a goal');
  await expect(alerts('create', '--kind', 'lag', '--name', 'x', '--goal', 'Signup')).rejects.toThrow('goal_id');
  const { terminal } = createTestTerminal();
  const remove = ['delete', '--customer', 'shop', '--database', database, '--name', 'Signup'];
  await expect(manageGoals(remove, {}, terminal)).rejects.toThrow('a rule of the alerts is about it');
});

test('a text of a customer moves no cursor', async () => {
  await alerts('create', '--kind', 'lag', '--name', 'a\u202eb');
  expect(await alerts('rules')).toContain('a\\u{202e}b');
});

test('a running server sends the test that the command asks for', async () => {
  const received: { headers: Record<string, string>; body: string }[] = [];
  const receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ headers: request.headers as Record<string, string>, body });
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = receiver.address() as AddressInfo;
    const server = runServer(['--database', database, '--port', '0', '--private-webhooks']);
    await server.url;
    const secret = await alerts('add', '--webhook', `http://127.0.0.1:${port}/`);
    const [, id = ''] = /^(\S{36}) +webhook/m.exec(await alerts('destinations')) ?? [];
    const deliveryId = await alerts('test', '--destination', id);
    await expect.poll(() => received.length).toBe(1);
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({
      type: 'alert.test',
      data: { customer_id: 'shop' },
    });
    expect(headers['webhook-id']).toBe(`msg_${deliveryId}`);
    await expect.poll(() => alerts('deliveries')).toMatch(/alert\.test +delivered/);
    server.signal('SIGTERM');
    const { stdout, stderr } = await server.ended;
    expect(stdout + stderr).not.toContain(secret);
    const owner = connectPostgres(database, 1);
    const [row] = await owner.query('select details::text as details from audit.trail where action = $1 limit 1', [
      'alert_destination_created',
    ]);
    await owner.close();
    expect(String(row?.details)).not.toContain('whsec_');
  } finally {
    receiver.close();
  }
});
