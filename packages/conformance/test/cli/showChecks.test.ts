import { TRACKING_CHECKS, type TrackingCheck } from '@onevault/contract';
import { showChecks } from '@onevault/server/internal/cli/commands/showChecks';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { event } from '../../src/suites/event.ts';
import { createTestTerminal } from './createTestTerminal.ts';

const ESCAPE = '\u001b[2J';

let database: string;
beforeAll(async () => {
  database = await createDatabase();
  const engine = await createPostgresEngine({ url: database });
  for (const customer of ['shop', 'other']) await engine.upsertCustomer(customer);
  const ids = { session_id: 'sess_1', visitor_id: 'visitor_1' };
  const untitled = Array.from({ length: 6 }, (_, n) =>
    event({ page_url: `https://shop.example/${ESCAPE}`, event_data: { ...ids, tab_id: `tab_${n}`, seq: 0 } }),
  );
  await engine.store('shop', untitled, { process: true });
  await engine.close();
});
afterEach(() => {
  process.exitCode = undefined;
});

async function run(...args: string[]): Promise<string> {
  const { terminal, printed } = createTestTerminal();
  await showChecks([...args, '--database', database], {}, terminal);
  return printed.join('\n');
}

test('a finding: a table, what to do, and exit code 1', async () => {
  const text = await run('--customer', 'shop');
  expect(text).toMatch(/^CHECK +STATE +RESULT\nunused_key +unknown +There is no write key/);
  expect(text).toMatch(/\nmissing_titles +finding +shop\.example\//);
  expect(text).toMatch(/\n\nmissing_titles: shop\.example\/.*\n {2}What to do: Set document\.title/);
  expect(text).not.toContain(ESCAPE);
  expect(process.exitCode).toBe(1);
});

test('no finding: exit code 0', async () => {
  expect(await run('--customer', 'other')).not.toContain('finding');
  expect(process.exitCode).toBe(0);
});

test('as JSON, a check a line', async () => {
  const checks = (await run('--customer', 'shop', '--json')).split('\n').map((line): TrackingCheck => JSON.parse(line));
  expect(checks.map(({ check }) => check)).toEqual(TRACKING_CHECKS);
  expect(checks.find(({ state }) => state === 'finding')).toMatchObject({ check: 'missing_titles', more: 0 });
  expect(process.exitCode).toBe(1);
});

test.each([
  [[], '--customer: it is missing'],
  [['--customer', 'nobody'], 'no customer has this id'],
  [['--customer', 'shop', '--limit', '5'], '--limit: there is no such flag'],
])('%j is refused', async (args, what) => {
  await expect(run(...args)).rejects.toThrow(what);
});
