import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createPgliteEngine } from '@onevault/server/internal/engine/pglite/createPgliteEngine';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { openEngine } from '../../src/databases/openEngine.ts';
import { describeEngine } from '../../src/suites/describeEngine.ts';
import type { FaultyEngine } from '../../src/suites/faultyEngine.ts';
import { createFaultyPgliteEngine, createFaultyPostgresEngine } from '../../src/suites/sqlFault.ts';

describeEngine('memory', async () => createMemoryEngine(), createFaultyMemoryEngine, { hasOperations: false });
describeEngine('pglite', () => createPgliteEngine(), createFaultyPgliteEngine);
describeEngine(
  'postgres',
  () => openEngine('postgres'),
  async () => createFaultyPostgresEngine(await createDatabase()),
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
