import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { dumpSchema } from './dumpSchema.ts';

const RENEW = 'npx pnpm@12.21.0 run schema';
const HEAD = `-- The schema as its migrations and functions make it, for reading: tables, indexes, policies, grants, signatures.
-- Generated. Not run by anything, and not to be edited: ${RENEW}
`;

let sql: OpenSql;
beforeAll(async () => {
  sql = await openSql('pglite');
});
afterAll(() => sql?.close());

test('sql/schema.sql equals the schema of migrations and functions', async () => {
  const dump = await dumpSchema(sql);
  // Nothing in it may depend on the day or the machine.
  expect(dump).not.toMatch(/_\d{4}_\d{2}\b|\b\d{5,}\b/);
  await expect(`${HEAD}\n${dump}`, `sql/schema.sql is not current. Renew it with ${RENEW}`).toMatchFileSnapshot(
    '../../../server/sql/schema.sql',
  );
});
