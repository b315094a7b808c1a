import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createPgliteEngine } from '@onevault/server/internal/engine/pglite/createPgliteEngine';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { afterAll, beforeAll } from 'vitest';
import { startPostgres, type TestPostgres } from '../../src/databases/startPostgres.ts';
import { describeDifferential, describeProperties } from '../../src/differential/describeDifferential.ts';

// One seed, so that a run is the same everywhere; for a hunt choose another and more runs.
const seed = Number(process.env.ONEVAULT_RANDOM_SEED ?? 1);
const factor = Number(process.env.ONEVAULT_RANDOM_FACTOR ?? 1);

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres?.stop();
});

const createMemory = async () => createMemoryEngine();
const createPglite = () => createPgliteEngine();
const createPostgres = async () => createPostgresEngine({ url: await postgres.createDatabase() });

describeProperties('memory', createMemory, { runs: 200 * factor, seed });
describeProperties('pglite', createPglite, { runs: 30 * factor, seed });
describeProperties('postgres', createPostgres, { runs: 60 * factor, seed });
describeDifferential('pglite against memory', createMemory, createPglite, { runs: 30 * factor, seed: seed + 1 });
describeDifferential('postgres against memory', createMemory, createPostgres, { runs: 60 * factor, seed: seed + 2 });
