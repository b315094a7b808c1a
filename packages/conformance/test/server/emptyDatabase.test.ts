import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEmptyDatabase } from '@onevault/server/internal/engine/pglite/findEmptyDatabase';
import { startPgliteThread } from '@onevault/server/internal/engine/pglite/startPgliteThread';
import { afterAll, expect, test } from 'vitest';
import { emptyDatabaseName } from '../../../server/src/engine/pglite/emptyDatabaseName.mjs';

const folder = mkdtempSync(join(tmpdir(), 'onevault-empty-'));
// As the build has made them.
const prepared = String(findEmptyDatabase());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the prepared files are few and bear the version of PGlite', () => {
  expect(emptyDatabaseName()).toMatch(/^pglite-\d+\.\d+\.\d+.*\.tar\.br$/);
  expect(statSync(prepared).size).toBeLessThan(3_000_000);
});

test('a new folder begins with them; one that is there is left as it is', async () => {
  const dataDir = join(folder, 'pgdata');
  const first = await startPgliteThread(dataDir, prepared);
  await first.script('create table kept (n integer); insert into kept values (42)');
  await first.close();
  expect(existsSync(join(dataDir, 'PG_VERSION'))).toBe(true);
  const second = await startPgliteThread(dataDir, prepared);
  expect(await second.query('select n from kept')).toEqual([{ n: 42 }]);
  await second.close();
});

test('what a killed first start has left is begun anew', async () => {
  const dataDir = join(folder, 'killed');
  mkdirSync(`${dataDir}.new`);
  writeFileSync(join(`${dataDir}.new`, 'PG_VERSION'), '18');
  const database = await startPgliteThread(dataDir, prepared);
  expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  await database.close();
  expect(readdirSync(folder).filter((name) => name.startsWith('killed'))).toEqual(['killed']);
});

test('one in memory begins with them too, each for itself', async () => {
  const [one, other] = await Promise.all([
    startPgliteThread(undefined, prepared),
    startPgliteThread(undefined, prepared),
  ]);
  await one.script('create table mine (n integer)');
  expect(await other.query(`select to_regclass('mine') as found`)).toEqual([{ found: null }]);
  await Promise.all([one.close(), other.close()]);
});
