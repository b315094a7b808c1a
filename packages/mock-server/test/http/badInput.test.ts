import { afterAll, beforeAll } from 'vitest';
import { createMemoryEngine } from '../../src/engine/memory/createMemoryEngine.ts';
import { createPgliteEngine } from '../../src/engine/pglite/createPgliteEngine.ts';
import { createPostgresEngine } from '../../src/engine/postgres/createPostgresEngine.ts';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { describeBadInput } from './describeBadInput.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

describeBadInput('memory', async () => createMemoryEngine(), { runs: 500 });
describeBadInput('pglite', () => createPgliteEngine(), { runs: 150 });
describeBadInput('postgres', async () => createPostgresEngine({ url: await postgres.createDatabase() }), { runs: 150 });
