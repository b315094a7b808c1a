import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importHistory } from '@onevault/server/internal/cli/commands/importHistory';
import { connectPostgres } from '@onevault/server/internal/engine/postgres/connectPostgres';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { beforeAll, describe, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { day, PLAUSIBLE, writeFolder } from '../history/exports.ts';
import { createTestTerminal } from './createTestTerminal.ts';

describe('the import command', () => {
  let database: string;
  beforeAll(async () => {
    database = await createDatabase();
    const owner = connectPostgres(database, 1);
    await owner.close();
  });
  const run = async (...args: string[]) => {
    const { terminal, printed } = createTestTerminal();
    await importHistory([...args, '--customer', 'shop', '--database', database], {}, terminal);
    return printed.join('\n');
  };

  test('imports, lists and deletes', async () => {
    const engine = await createPostgresEngine({ url: database });
    await engine.upsertCustomer('shop');
    await engine.close();
    const folder = await writeFolder(PLAUSIBLE);
    expect(await run(folder, '--from', 'plausible')).toBe('plausible');
    await appendFile(join(folder, 'imported_pages.csv'), `${day(3)},shop.example,/new,1,1,1,0,0,0,0\n`);
    expect(await run('--from', 'plausible', folder, '--id', 'second-site')).toBe('second-site');
    expect(await run('list')).toMatch(new RegExp(`plausible +plausible +${day(0)} +${day(1)} .* done`));
    expect(await run('list')).toMatch(new RegExp(`second-site +plausible +${day(0)} +${day(3)} `));
    await run('delete', '--id', 'second-site');
    expect(await run('list')).not.toContain('second-site');
    await expect(run('delete', '--id', 'second-site')).rejects.toThrow('the customer has no such import');
    await expect(run(folder, '--from', 'ga4')).rejects.toThrow('no row of the files can be used');
    expect(await run('list')).not.toContain('ga4');
  });

  test.each([
    [['list'], '--customer: it is missing'],
    [['--from', 'matomo', '--customer', 'a', 'x.csv'], '--from: it is none of the tools'],
    [['--from', 'ga4', '--customer', 'a'], 'there is no file'],
    [['--from', 'ga4', '--customer', 'a', '/nowhere/x.csv'], 'there is no such file'],
    [['--from', 'ga4', '--id', 'A B', '--customer', 'a', 'x.csv'], '--id: it has another form'],
    [['delete', '--customer', 'a'], '--id: it is missing'],
    [['list', '--customer', 'a', '--from', 'ga4'], '--from: import list has no such flag'],
  ])('refuses import %j before it opens a database', async (args, what) => {
    const { terminal, printed } = createTestTerminal();
    const refused = importHistory(args, { DATABASE_URL: 'postgres://nowhere.invalid/x' }, terminal);
    await expect(refused).rejects.toThrow(/^\[OneVault\] Failed to [^\n]+: [^\n]+\. Try [^\n]+\.$/);
    await expect(refused).rejects.toThrow(what);
    expect(printed).toEqual([]);
  });
});
