import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createPgliteEngine } from '@onevault/server/internal/engine/pglite/createPgliteEngine';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { afterAll, beforeAll } from 'vitest';
import { startPostgres, type TestPostgres } from '../../src/databases/startPostgres.ts';
import { describeBadInput } from './describeBadInput.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

describeBadInput('memory', async () => createMemoryEngine(), { runs: 500 });
describeBadInput('pglite', () => createPgliteEngine(), { runs: 150 });
describeBadInput('postgres', async () => createPostgresEngine({ url: await postgres.createDatabase() }), { runs: 150 });
