import { ROUTES } from '@onevault/contract';
import { createMockServer } from '@onevault/mock-server/internal/testing';
import { createSqlEngine } from '@onevault/server/internal/engine/sql/createSqlEngine';
import { expect, test } from 'vitest';
import { openPglite } from '../../src/databases/openPglite.ts';
import { ask } from './ask.ts';

test('HTTP does not wait while the embedded database works', async () => {
  const connection = await openPglite();
  const engine = await createSqlEngine(connection, { kind: 'pglite', durability: 'None: for a test.' });
  const server = await createMockServer({ engine });
  // On the server's thread it would delay every answer.
  const busy = connection.query('select pg_sleep(5)').then(() => 'the database was first');
  const answers = Promise.all(
    [ROUTES.health, ROUTES.healthLive, '/nowhere'].map((path) => ask(server.url + path, { key: null })),
  ).then((all) => all.map(({ status }) => status));
  expect(await Promise.race([answers, busy])).toEqual([200, 200, 404]);
  await busy;
  await server.close();
  await engine.close();
});
