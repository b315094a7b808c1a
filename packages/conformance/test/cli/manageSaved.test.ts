import type { Command } from '@onevault/server/internal/cli/command';
import { manageAnnotations } from '@onevault/server/internal/cli/commands/manageAnnotations';
import { manageFunnels } from '@onevault/server/internal/cli/commands/manageFunnels';
import { manageGoals } from '@onevault/server/internal/cli/commands/manageGoals';
import { manageInternal } from '@onevault/server/internal/cli/commands/manageInternal';
import { manageKeys } from '@onevault/server/internal/cli/commands/manageKeys';
import { manageSegments } from '@onevault/server/internal/cli/commands/manageSegments';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { beforeAll, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { createTestTerminal } from './createTestTerminal.ts';

const COMMANDS: Record<string, Command> = {
  segments: manageSegments,
  goals: manageGoals,
  funnels: manageFunnels,
  annotations: manageAnnotations,
  internal: manageInternal,
  keys: manageKeys,
};

let database: string;
beforeAll(async () => {
  database = await createDatabase();
  const engine = await createPostgresEngine({ url: database });
  await engine.upsertCustomer('shop');
  await engine.close();
});

async function run(name: string, ...args: string[]): Promise<string> {
  const { terminal, printed } = createTestTerminal();
  await COMMANDS[name]?.([...args, '--customer', 'shop', '--database', database], {}, terminal);
  return printed.join('\n');
}

test.each([
  ['segments', [], 'segments: it needs a verb'],
  ['segments', ['list'], '--customer: it is missing'],
  ['segments', ['create', '--customer', 'a', '--name', 'x'], 'the flags: filters: Input should be a list'],
  ['segments', ['create', '--customer', 'a', '--name', 'x', '--filter', 'y'], 'filters: There is no <dimension>'],
  ['segments', ['change', '--customer', 'a'], '--name: it is missing'],
  ['segments', ['list', '--customer', 'a', '--filter', 'y'], '--filter: segments list has no such flag'],
  ['goals', ['create', '--customer', 'a', '--name', 'x', '--filter', 'page:is:/', '--value', '5'], 'revenue.currency'],
  [
    'goals',
    ['create', '--customer', 'a', '--name', 'x', '--filter', 'page:is:/', '--currency', 'EUR'],
    'revenue: Input',
  ],
  ['funnels', ['create', '--customer', 'a', '--name', 'x', '--step', 'y'], '--step: it has another form'],
  [
    'funnels',
    ['create', '--customer', 'a', '--name', 'x', '--step', 'y=page:is:/'],
    'steps: Input should be a list of 2',
  ],
  ['annotations', ['create', '--customer', 'a'], 'text: Input should be text'],
  ['annotations', ['delete', '--customer', 'a', '--annotation', 'x'], '--annotation: it is not an id'],
  ['internal', ['create', '--customer', 'a', '--name', 'x'], 'Input should have a visitor'],
  ['keys', ['create', '--customer', 'a', '--segment', 'x'], '--segment: only share keys have one'],
  ['keys', ['create', '--customer', 'a', '--share', '--scope', 'full'], '--scope: --share is one'],
  ['keys', ['private', '--customer', 'a', '--all', '--none'], 'exclude each other'],
])('refuses %s %j before it opens a database', async (name, args, what) => {
  const { terminal, printed } = createTestTerminal();
  const refused = Promise.resolve(COMMANDS[name]?.(args, { DATABASE_URL: 'postgres://nowhere.invalid/x' }, terminal));
  await expect(refused).rejects.toThrow(/^\[OneVault\] Failed to [^\n]+: [^\n]+\. Try [^\n]+\.$/);
  await expect(refused).rejects.toThrow(what);
  expect(printed).toEqual([]);
});

test('segments, and a share key of one', async () => {
  await run('segments', 'create', '--name', 'Tea', '--filter', 'page:is:/tea', '--filter', 'country:is:DE');
  await expect(run('segments', 'create', '--name', 'Tea', '--filter', 'page:is:/')).rejects.toThrow('has this name');
  await run('segments', 'change', '--name', 'Tea', '--rename', 'German tea');
  expect(await run('segments', 'list')).toMatch(/^German tea +page:is:\/tea {2}country:is:DE$/m);
  const token = await run(
    'keys',
    'create',
    '--share',
    '--segment',
    'German tea',
    '--label',
    'Agency',
    '--expires',
    '1d',
  );
  expect(token).toMatch(/^ovt_/);
  const list = await run('keys', 'list');
  expect(list).toMatch(/^\w{8} +share +.*until.*never +any +any +German tea +Agency$/m);
  await run('keys', 'rotate', '--key', list.match(/^(\w{8}) +share/m)?.[1] ?? '');
  expect(await run('keys', 'list')).toMatch(/German tea +Agency\n.*German tea +Agency$/);
  await expect(run('keys', 'create', '--share', '--segment', 'None')).rejects.toThrow('no segment of this name');
  await expect(run('segments', 'delete', '--name', 'German tea')).rejects.toThrow('a share key is bound to it');
  expect(await run('keys', 'private')).toBe('*');
  expect(await run('keys', 'private', '--property', 'plan', '--property', 'email')).toBe('email\nplan');
  expect(await run('keys', 'private', '--none')).toBe('');
});

test('goals and funnels', async () => {
  await run(
    'goals',
    'create',
    '--name',
    'Signup',
    '--filter',
    'event:is:signup',
    '--currency',
    'eur',
    '--value',
    '2.5',
  );
  await run('goals', 'create', '--name', 'Sale', '--filter', 'page:matches:/thanks/*');
  expect(await run('goals', 'list')).toMatch(/^Sale +orders +page.*\nSignup +2\.5 EUR +event:is:signup$/m);
  await run('goals', 'change', '--name', 'Sale', '--currency', 'USD', '--property', 'price');
  expect(await run('goals', 'list')).toMatch(/^Sale +price USD/m);
  await run('goals', 'delete', '--name', 'Sale');
  await expect(run('goals', 'delete', '--name', 'Sale')).rejects.toThrow('no goal of this name');
  const steps = ['--step', 'Cart=page:is:/cart?a=b', '--step', 'Paid=event:is:paid', '--step', 'Paid=prop.plan:is:pro'];
  await run('funnels', 'create', '--name', 'Checkout', ...steps, '--within', '7d');
  expect(await run('funnels', 'list')).toMatch(/^Checkout +in_order +7d +Cart > Paid$/m);
});

test('annotations and rules for internal traffic', async () => {
  const id = await run(
    'annotations',
    'create',
    '--text',
    'Release',
    '--kind',
    'deployment',
    '--at',
    '2026-01-02T03:04:05Z',
  );
  await run('annotations', 'change', '--annotation', id, '--version', '1.2.0');
  expect(await run('annotations', 'list')).toMatch(/^[-\w]{36} +2026-01-02 03:04 +deployment +1\.2\.0 +Release$/m);
  await run('annotations', 'delete', '--annotation', id);
  await expect(run('annotations', 'delete', '--annotation', id)).rejects.toThrow('no annotation with this id');
  await run('internal', 'create', '--name', 'Office', '--property', 'role', '--value', 'staff');
  await run('internal', 'create', '--name', 'Ann', '--visitor', 'visitor_42');
  const list = await run('internal', 'list');
  expect(list).toMatch(/^Ann +visitor +.* [0-9a-f]{64}\nOffice +property +.* role=staff$/m);
  expect(list).not.toContain('visitor_42');
  await run('internal', 'delete', '--name', 'Ann');
  await expect(run('internal', 'delete', '--name', 'Ann')).rejects.toThrow('no rule of this name');
});

test.each(Object.keys(COMMANDS))('%s --help fits the width of the others', async (name) => {
  const { terminal, printed } = createTestTerminal();
  await COMMANDS[name]?.(['--help'], {}, terminal);
  expect(printed[0]).toContain(`onevault-server ${name} <`);
  for (const line of String(printed[0]).split('\n')) expect(line.length).toBeLessThanOrEqual(120);
});
