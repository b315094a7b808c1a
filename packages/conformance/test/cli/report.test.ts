import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manageAlerts } from '@onevault/server/internal/cli/commands/manageAlerts';
import { report } from '@onevault/server/internal/cli/commands/report';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { beforeAll, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { createTestTerminal } from './createTestTerminal.ts';

const NO_ID = '00000000-0000-4000-8000-000000000000';

let database: string;
beforeAll(async () => {
  database = await createDatabase();
  const engine = await createPostgresEngine({ url: database });
  await engine.upsertCustomer('shop');
  await engine.close();
});

async function run(command: typeof report, ...args: string[]): Promise<string> {
  const { terminal, printed } = createTestTerminal();
  await command([...args, '--customer', 'shop', '--database', database], {}, terminal);
  return printed.join('\n');
}

test('writes a report as HTML, as text, and to stdout', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'onevault-report-'));
  const [html, text] = [join(folder, 'report.html'), join(folder, 'report.txt')];
  const of = ['--period', 'month', '--of', '2026-02-14', '--timezone', 'Europe/Berlin'];
  await run(report, ...of, '--out', html);
  await run(report, ...of, '--out', text);
  expect(await readFile(html, 'utf8')).toMatch(/^<!doctype html>[\s\S]*February 2026 \(Europe\/Berlin\)/);
  expect(await readFile(text, 'utf8')).toContain('Monthly report: shop');
  expect(await run(report, '--period', 'week', '--out', '-')).toContain('Weekly report: shop');
  await expect(run(report, ...of, '--out', join(folder, 'no', 'such'))).rejects.toThrow('ENOENT');
});

test('adds, changes, lists, sends and deletes reports', async () => {
  const email = await run(manageAlerts, 'add', '--email', 'ann@shop.example');
  const id = await run(report, 'add', '--name', 'a\u202eb', '--period', 'week', '--destination', email, '--hour', '7');
  expect(await run(report, 'list')).toMatch(new RegExp(`${id} +week +7 +UTC +20\\d\\d-.* 1 +a\\\\u\\{202e\\}b`));
  await run(report, 'change', '--report', id, '--timezone', 'Asia/Tokyo', '--off');
  expect(await run(report, 'list')).toMatch(/week +7 +Asia\/Tokyo +off/);
  await run(report, 'send', '--report', id, '--of', '2026-02-14');
  expect(await run(manageAlerts, 'deliveries')).toMatch(/report +waiting/);
  await expect(run(manageAlerts, 'remove', '--destination', email)).rejects.toThrow('a rule or a report names it');
  await run(report, 'delete', '--report', id);
  expect(await run(report, 'list')).not.toContain(id);
  for (const verb of ['change', 'delete', 'send']) {
    await expect(run(report, verb, '--report', NO_ID), verb).rejects.toThrow('the customer has no report with this id');
  }
});

test.each([
  [['--customer', 'a', '--period', 'week'], '--out: it is missing'],
  [['--customer', 'a', '--out', 'x'], 'period: Input should be one of week, month'],
  [['--customer', 'a', '--period', 'week', '--out', 'x', '--of', '2026-02-30'], '--of: it is not a day'],
  [['--customer', 'a', '--period', 'week', '--out', 'x', '--of', '2099-01-01'], 'this week is not over yet'],
  [['--customer', 'a', '--period', 'week', '--out', 'x', '--timezone', '+02:00'], 'timezone: Input should be an IANA'],
  [['lst', '--customer', 'a'], 'report: lst is no verb of it. Try report list'],
  [['add', '--customer', 'a', '--name', 'x'], 'period: Input should be one of'],
  [['add', '--customer', 'a', '--name', 'x', '--period', 'week', '--hour', '24'], '--hour'],
  [['change', '--customer', 'a', '--report', 'x'], '--report: it is not an id'],
])('refuses report %j before it opens a database', async (args, what) => {
  const { terminal, printed } = createTestTerminal();
  const refused = report(args, { DATABASE_URL: 'postgres://nowhere.invalid/x' }, terminal);
  await expect(refused).rejects.toThrow(/^\[OneVault\] Failed to [^\n]+: [^\n]+\. Try [^\n]+\.$/);
  await expect(refused).rejects.toThrow(what);
  expect(printed).toEqual([]);
});
