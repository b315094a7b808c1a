import { manageKeys } from '@onevault/server/internal/cli/commands/manageKeys';
import { expect, test } from 'vitest';
import { createTestTerminal } from './createTestTerminal.ts';

test.each([
  [[], 'keys: it needs a verb'],
  [['delete'], 'keys: it needs a verb'],
  [['create'], '--customer: it is missing'],
  [['create', '--customer', 'a b'], '--customer: it has a space'],
  [['create', '--customer', 'a', '--scope', 'root'], '--scope: the scope is unknown'],
  [['create', '--customer', 'a', '--expires', 'soon'], '--expires: "soon" is not a duration'],
  [
    ['create', '--customer', 'a', '--origin', 'https://a.example/x'],
    '--origin: "https://a.example/x" is not an origin',
  ],
  [['create', '--customer', 'a', '--key', 'secret-x'], '--key: keys create has no such flag'],
  [['create', '--customer', 'a', '--database', 'memory'], '--database: memory is for tests'],
  [['revoke', '--customer', 'a', '--key', 'zz'], '--key: it is not a key id'],
])('refuses keys %j before it opens a database', async (args, what) => {
  const { terminal, printed } = createTestTerminal();
  const refused = manageKeys(args, { DATABASE_URL: 'postgres://nowhere.invalid/x' }, terminal);
  await expect(refused).rejects.toThrow(/^\[OneVault\] Failed to [^\n]+: [^\n]+\. Try [^\n]+\.$/);
  await expect(refused).rejects.toThrow(what);
  await expect(refused).rejects.not.toThrow('secret');
  expect(printed).toEqual([]);
});

test('--help lists every verb and flag', async () => {
  const { terminal, printed } = createTestTerminal();
  await manageKeys(['--help'], {}, terminal);
  await manageKeys(['rotate', '--help'], {}, terminal);
  expect(printed[1]).toBe(printed[0]);
  for (const word of [
    'create',
    'list',
    'rotate',
    'revoke',
    '--scope',
    '--label',
    '--expires',
    '--origin',
    '--overlap',
  ]) {
    expect(printed[0]).toContain(word);
  }
});
