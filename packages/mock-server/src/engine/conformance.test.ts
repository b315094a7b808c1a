import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { startPostgres, type TestPostgres } from '../../test/postgres.ts';
import { asOwner } from '../../test/sql/asOwner.ts';
import { describeEngine } from './conformance.ts';
import type { FaultyEngine } from './conformanceFaults.ts';
import { createMemoryEngine } from './memory/createMemoryEngine.ts';
import { createPgliteEngine } from './pglite/createPgliteEngine.ts';
import { startPgliteThread } from './pglite/startPgliteThread.ts';
import { createPostgresEngine } from './postgres/createPostgresEngine.ts';
import { createSqlEngine } from './sql/createSqlEngine.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres?.stop();
});

describeEngine('memory', async () => createMemoryEngine(), createFaultyMemoryEngine);
describeEngine('pglite', () => createPgliteEngine(), createFaultyPgliteEngine);
describeEngine(
  'postgres',
  async () => createPostgresEngine({ url: await postgres.createDatabase() }),
  createFaultyPostgresEngine,
);

async function createFaultyMemoryEngine(): Promise<FaultyEngine> {
  let isHealed = false;
  let nowMs = Date.now();
  const engine = createMemoryEngine({
    now: () => nowMs,
    onLoad: ({ event_id }) => {
      if (event_id.startsWith('evt_fault') && !isHealed) throw new Error('no room for this event');
    },
  });
  return {
    engine,
    async heal() {
      isHealed = true;
    },
    async advance(ms) {
      nowMs += ms;
    },
  };
}

async function createFaultyPgliteEngine(): Promise<FaultyEngine> {
  const connection = await startPgliteThread(undefined);
  const engine = await createSqlEngine(connection, { kind: 'pglite', durability: 'None: for a test.' });
  return addSqlFault(engine, (text) => asOwner(connection).script(text));
}

async function createFaultyPostgresEngine(): Promise<FaultyEngine> {
  const url = await postgres.createDatabase();
  const engine = await createPostgresEngine({ url });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return addSqlFault(
    {
      ...engine,
      async close() {
        await client.end();
        await engine.close();
      },
    },
    async (text) => {
      await client.query(text);
    },
  );
}

/** A constraint that somebody added, the way set-aside events come about; time moves by moving what is due. */
async function addSqlFault(
  engine: FaultyEngine['engine'],
  run: (text: string) => Promise<void>,
): Promise<FaultyEngine> {
  await run(`alter table business.site_event_h add constraint no_faults check (site_event_bk not like 'evt_fault%')`);
  return {
    engine,
    heal: () => run('alter table business.site_event_h drop constraint no_faults'),
    advance: (ms) =>
      run(`
        update raw.site_tracking_events_r set next_attempt_at = next_attempt_at - ${ms} * interval '1 ms';
        update staging.site_tracking_events_s set next_attempt_at = next_attempt_at - ${ms} * interval '1 ms';`),
  };
}
