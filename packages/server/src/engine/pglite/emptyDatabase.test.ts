import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectPglite } from './connectPglite.ts';
import { emptyDatabaseName } from './emptyDatabaseName.mjs';
import { makeEmptyDatabase } from './makeEmptyDatabase.mjs';

const folder = mkdtempSync(join(tmpdir(), 'onevault-empty-'));
const prepared = join(folder, emptyDatabaseName());
beforeAll(() => makeEmptyDatabase(prepared));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the prepared files are few and bear the version of PGlite', () => {
  expect(emptyDatabaseName()).toMatch(/^pglite-\d+\.\d+\.\d+.*\.tar\.br$/);
  expect(statSync(prepared).size).toBeLessThan(3_000_000);
});

test('a new folder begins with them; one that is there is left as it is', async () => {
  const dataDir = join(folder, 'pgdata');
  const first = await connectPglite(dataDir, { emptyDatabase: prepared });
  await first.script('create table kept (n integer); insert into kept values (42)');
  await first.close();
  expect(existsSync(join(dataDir, 'PG_VERSION'))).toBe(true);
  const second = await connectPglite(dataDir, { emptyDatabase: prepared });
  expect(await second.query('select n from kept')).toEqual([{ n: 42 }]);
  await second.close();
});

test('what a killed first start has left is begun anew', async () => {
  const dataDir = join(folder, 'killed');
  mkdirSync(`${dataDir}.new`);
  writeFileSync(join(`${dataDir}.new`, 'PG_VERSION'), '18');
  const database = await connectPglite(dataDir, { emptyDatabase: prepared });
  expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  await database.close();
  expect(readdirSync(folder).filter((name) => name.startsWith('killed'))).toEqual(['killed']);
});

test('one in memory begins with them too, each for itself', async () => {
  const [one, other] = await Promise.all([
    connectPglite(undefined, { emptyDatabase: prepared }),
    connectPglite(undefined, { emptyDatabase: prepared }),
  ]);
  await one.script('create table mine (n integer)');
  expect(await other.query(`select to_regclass('mine') as found`)).toEqual([{ found: null }]);
  await Promise.all([one.close(), other.close()]);
});
