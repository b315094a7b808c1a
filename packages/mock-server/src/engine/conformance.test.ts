import { afterAll, beforeAll } from 'vitest';
import { startPostgres, type TestPostgres } from '../../test/postgres.ts';
import { asOwner } from '../../test/sql/asOwner.ts';
import { describeEngine } from './conformance.ts';
import type { FaultyEngine } from './conformanceFaults.ts';
import { addSqlFault, createFaultyPostgresEngine } from './conformanceSqlFault.ts';
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
  async () => createFaultyPostgresEngine(await postgres.createDatabase()),
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
