import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import type { Engine } from '@onevault/server/internal/engine/port';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { createSqlEngine } from '@onevault/server/internal/engine/sql/createSqlEngine';
import pg from 'pg';
import { asOwner } from '../../src/databases/asOwner.ts';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { openPglite } from '../../src/databases/openPglite.ts';
import { describeGoldens, type HubKeys } from '../../src/goldens/describeGoldens.ts';

interface EngineWithHubs extends Engine {
  readHubs(customerId: string): Promise<HubKeys>;
}

const readHubs = (engine: EngineWithHubs, customerId: string) => engine.readHubs(customerId);

describeGoldens(
  'memory',
  async () => createMemoryEngine(),
  async (engine, customerId) => engine.businessKeys(customerId),
);
describeGoldens('pglite', createPglite, readHubs);
describeGoldens('postgres', createPostgres, readHubs);

async function createPglite(): Promise<EngineWithHubs> {
  const connection = await openPglite();
  const engine = await createSqlEngine(connection, { kind: 'pglite', durability: 'None: for a test.' });
  return { ...engine, readHubs: (customerId) => selectHubs(asOwner(connection).query, customerId) };
}

async function createPostgres(): Promise<EngineWithHubs> {
  const url = await createDatabase();
  const engine = await createPostgresEngine({ url });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    ...engine,
    readHubs: (customerId) =>
      selectHubs(async (text, params) => (await client.query(text, [...params])).rows, customerId),
    async close() {
      await client.end();
      await engine.close();
    },
  };
}

/** The business keys, each with the hash key by the rule of docs/pipeline.md. */
async function selectHubs(
  query: (text: string, params: readonly unknown[]) => Promise<Record<string, unknown>[]>,
  customerId: string,
): Promise<HubKeys> {
  const select = async (hub: string): Promise<string[]> => {
    const rows = await query(
      `select ${hub}_bk as key,
         ${hub}_hk = sha256(convert_to(${hub}_bk || encode(sha256(convert_to($1, 'UTF8')), 'hex'), 'UTF8')) as hashed
       from business.${hub}_h where tenant_hk = sha256(convert_to($1, 'UTF8'))`,
      [customerId],
    );
    return rows.map(({ key, hashed }) => (hashed === true ? String(key) : `${key}: the hash key is another's`));
  };
  return {
    session: await select('site_session'),
    visitor: await select('site_visitor'),
    page: await select('site_page'),
    item: await select('business_item'),
  };
}
