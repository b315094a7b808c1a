import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { isNight } from '../../src/databases/kinds.ts';
import { openEngine } from '../../src/databases/openEngine.ts';
import { describeDifferential, describeProperties } from '../../src/differential/describeDifferential.ts';

// One seed, so that every run is the same; to search for differences choose another seed and more runs.
const seed = Number(process.env.ONEVAULT_RANDOM_SEED ?? 1);
const factor = Number(process.env.ONEVAULT_RANDOM_FACTOR ?? 1);
// PGlite takes the longest for a batch, and compares as PostgreSQL does.
const ofPglite = (isNight ? 30 : 10) * factor;

const createMemory = async () => createMemoryEngine();
const createPglite = () => openEngine('pglite');
const createPostgres = () => openEngine('postgres');

describeProperties('memory', createMemory, { runs: 200 * factor, seed });
describeProperties('pglite', createPglite, { runs: ofPglite, seed });
describeProperties('postgres', createPostgres, { runs: 60 * factor, seed });
describeDifferential('pglite against memory', createMemory, createPglite, { runs: ofPglite, seed: seed + 1 });
describeDifferential('postgres against memory', createMemory, createPostgres, { runs: 60 * factor, seed: seed + 2 });
