import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createPgliteEngine } from '@onevault/server/internal/engine/pglite/createPgliteEngine';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { afterAll, beforeAll } from 'vitest';
import { startPostgres, type TestPostgres } from '../../src/databases/startPostgres.ts';
import { describeEngine } from '../../src/suites/describeEngine.ts';
import type { FaultyEngine } from '../../src/suites/faultyEngine.ts';
import { createFaultyPgliteEngine, createFaultyPostgresEngine } from '../../src/suites/sqlFault.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres?.stop();
});

describeEngine('memory', async () => createMemoryEngine(), createFaultyMemoryEngine, { hasOperations: false });
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
