import { ROUTES } from '@onevault/contract';
import { createMockServer } from '@onevault/mock-server/internal/testing';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { ask } from './ask.ts';
import { endAllCli, runMockServer, runServer } from './runCli.ts';

afterEach(endAllCli);

test('a database that has served production is refused by a mock server, until its mark is removed', async () => {
  const url = await createDatabase();
  const key = ['--key', 'shop:a-token'];
  const server = runServer(['--port', '0', '--quiet', '--database', url, ...key], { NODE_ENV: 'production' });
  const body = { event_id: 'evt_1' };
  expect((await ask((await server.url) + ROUTES.track, { key: 'shop:a-token', body })).status).toBe(200);
  server.signal('SIGTERM');
  await server.ended;

  const refused = await runMockServer(['--port', '0', '--database', url]).ended;
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(
    /Failed to open the database for tests: it has served production since \d{4}-\d\d-\d\d/,
  );
  await expect(createMockServer({ engine: url as `postgres://${string}` })).rejects.toThrow('it has served production');
  // Without a stated use, as in other commands, it opens.
  await (await createPostgresEngine({ url })).close();

  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('delete from audit.production');
  await client.end();
  const mock = runMockServer(['--port', '0', '--database', url, ...key]);
  const dashboard = await ask((await mock.url) + ROUTES.dashboard, { key: 'shop:a-token' });
  expect(dashboard.body).toMatchObject({ summary: { total_events: 1 } });
});

test('a server that is not in production leaves no mark', async () => {
  const url = await createDatabase();
  const server = runServer(['--port', '0', '--quiet', '--database', url, '--key', 'shop:a-token']);
  await server.url;
  server.signal('SIGTERM');
  await server.ended;
  const mock = await createMockServer({ engine: url as `postgres://${string}` });
  await mock.close();
});
