import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { endAllCli } from '../http/runCli.ts';
import { expectInvariants } from '../sql/invariants.ts';
import { CUSTOMERS, driveServers } from './driveServers.ts';

afterEach(endAllCli);

test('a drive of real requests gets the same answers on every PostgreSQL', async () => {
  const urls = [await createDatabase({ version: 15 }), await createDatabase({ version: 18 })];
  const [older, newer] = await Promise.all(urls.map(driveServers));
  expect(Object.keys(older ?? {}).length).toBeGreaterThan(700);
  for (const [request, answer] of Object.entries(older ?? {})) expect.soft(newer?.[request], request).toEqual(answer);
  const client = new pg.Client({ connectionString: urls[0] });
  await client.connect();
  const session = { query: async (text: string) => (await client.query(text)).rows };
  for (const customerId of CUSTOMERS) await expectInvariants(session, customerId);
  await client.end();
});
