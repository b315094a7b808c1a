import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipUnless } from '../../../../scripts/skipUnless.ts';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { describeEngine } from '../../src/suites/describeEngine.ts';
import { createFaultyPostgresEngine } from '../../src/suites/sqlFault.ts';
import { endAllCli } from '../http/runCli.ts';
import { expectInvariants } from '../sql/invariants.ts';
import { describeNodeLoss } from './describeNodeLoss.ts';
import { CUSTOMERS, driveServers } from './driveServers.ts';
import { prepareCitus } from './prepareCitus.ts';

/** The url of a Citus coordinator, with a database only for this test: it drops all our schemas there. */
const url = process.env.CITUS_URL;

// One file, so that its parts run one after the other on the one cluster.
describe('on Citus', skipUnless(url, 'CITUS_URL is not set, so nothing ran on a real Citus'), () => {
  const given = url ?? '';
  const check = async (customerIds: readonly string[]) => {
    const client = new pg.Client({ connectionString: given });
    await client.connect();
    const session = { query: async (text: string) => (await client.query(text)).rows };
    for (const customerId of customerIds) await expectInvariants(session, customerId);
    await client.end();
  };
  beforeAll(() => prepareCitus(given), 600_000);
  afterAll(endAllCli);

  describeEngine(
    'citus',
    () => createPostgresEngine({ url: given }),
    () => createFaultyPostgresEngine(given),
    { hasRowSecurity: false },
  );

  test('a drive of real requests gets the answers of a plain PostgreSQL, value by value', async () => {
    const plain = await driveServers(await createDatabase({ version: 15 }));
    endAllCli();
    const distributed = await driveServers(given);
    endAllCli();
    expect(Object.keys(distributed)).toHaveLength(Object.keys(plain).length);
    for (const [request, answer] of Object.entries(plain)) {
      expect.soft(distributed[request], request).toEqual(answer);
    }
    await check(CUSTOMERS);
  }, 900_000);

  describeNodeLoss(given);
});
