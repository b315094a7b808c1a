import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectPglite } from '@onevault/server/internal/engine/pglite/connectPglite';
import { findEmptyDatabase } from '@onevault/server/internal/engine/pglite/findEmptyDatabase';
import { afterAll, expect, test } from 'vitest';
import { emptyDatabaseName } from '../../../server/src/engine/pglite/emptyDatabaseName.mjs';

const folder = mkdtempSync(join(tmpdir(), 'onevault-empty-'));
// As the build has made them.
const prepared = String(findEmptyDatabase());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('there is one prepared archive, named after the version of PGlite', () => {
  expect(emptyDatabaseName()).toMatch(/^pglite-\d+\.\d+\.\d+.*\.tar\.br$/);
  expect(statSync(prepared).size).toBeLessThan(3_000_000);
});

test('a new folder starts from it; an existing one stays as it is', async () => {
  const dataDir = join(folder, 'pgdata');
  const first = await connectPglite(dataDir, { emptyDatabase: prepared });
  await first.script('create table public.kept (n integer); insert into public.kept values (42)');
  await first.close();
  expect(existsSync(join(dataDir, 'PG_VERSION'))).toBe(true);
  const second = await connectPglite(dataDir, { emptyDatabase: prepared });
  expect(await second.query('select n from public.kept')).toEqual([{ n: 42 }]);
  await second.close();
});

test('a folder left by a killed first start is created again', async () => {
  const dataDir = join(folder, 'killed');
  mkdirSync(`${dataDir}.new`);
  writeFileSync(join(`${dataDir}.new`, 'PG_VERSION'), '18');
  const database = await connectPglite(dataDir, { emptyDatabase: prepared });
  expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  await database.close();
  expect(readdirSync(folder).filter((name) => name.startsWith('killed'))).toEqual(['killed']);
});

test('each database in memory starts from its own copy too', async () => {
  const [one, other] = await Promise.all([
    connectPglite(undefined, { emptyDatabase: prepared }),
    connectPglite(undefined, { emptyDatabase: prepared }),
  ]);
  await one.script('create table public.mine (n integer)');
  expect(await other.query(`select to_regclass('public.mine') as found`)).toEqual([{ found: null }]);
  await Promise.all([one.close(), other.close()]);
});
