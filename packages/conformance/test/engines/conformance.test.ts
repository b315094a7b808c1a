import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createPgliteEngine } from '@onevault/server/internal/engine/pglite/createPgliteEngine';
import { startPgliteThread } from '@onevault/server/internal/engine/pglite/startPgliteThread';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { createSqlEngine } from '@onevault/server/internal/engine/sql/createSqlEngine';
import { afterAll, beforeAll } from 'vitest';
import { asOwner } from '../../src/databases/asOwner.ts';
import { startPostgres, type TestPostgres } from '../../src/databases/startPostgres.ts';
import { describeEngine } from '../../src/suites/conformance.ts';
import type { FaultyEngine } from '../../src/suites/conformanceFaults.ts';
import { addSqlFault, createFaultyPostgresEngine } from '../../src/suites/conformanceSqlFault.ts';

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
