import type { SqlConnection, SqlSession } from '@onevault/server/internal/engine/sql/connection';
import { installSchema } from '@onevault/server/internal/engine/sql/installSchema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';

/**
 * On a cluster, a definition and a write of a reference table need every machine. What changes nothing must not be
 * sent, or one machine that is away stops all servers, workers and commands.
 */
describe('where nothing changes, nothing is written', () => {
  let sql: OpenSql;
  beforeAll(async () => {
    sql = await openSql('pglite');
  });
  afterAll(() => sql?.close());

  /** Runs `work` in a transaction and returns its statements, and whether it wrote anything. */
  async function watch(work: (connection: Pick<SqlConnection, 'transaction'>) => Promise<unknown>) {
    const statements: string[] = [];
    let wrote: unknown;
    const transaction: SqlConnection['transaction'] = (inside) =>
      sql.connection.transaction(async (session) => {
        const heard: SqlSession = {
          query(text, params) {
            statements.push(text);
            return session.query(text, params);
          },
          script(text) {
            statements.push(...text.split(';'));
            return session.script(text);
          },
        };
        const result = await inside(heard);
        [{ wrote } = { wrote: undefined }] = await session.query(
          'select pg_current_xact_id_if_assigned() is not null as wrote',
        );
        return result;
      });
    await work({ transaction });
    const definitions = statements.filter((text) =>
      /^\s*(create|alter|drop|grant|revoke|truncate|comment)\b/.test(text),
    );
    return { statements: statements.length, definitions, wrote };
  }
  const run = (text: string, params: unknown[]) =>
    watch(({ transaction }) => transaction((session) => session.query(text, params)));

  test.each([undefined, 'production'] as const)('at a second start (%s)', async (use) => {
    await installSchema(sql.connection, undefined, use);
    const second = await watch((connection) => installSchema(connection, undefined, use));
    expect(second).toEqual({ statements: expect.any(Number), definitions: [], wrote: false });
    expect(second.statements).toBeGreaterThan(5);
  });

  test('for a customer that is known', async () => {
    const ensure = 'select customer_name from auth.ensure_tenant($1, $2)';
    expect(await run(ensure, ['acme', null])).toMatchObject({ wrote: true });
    expect(await run(ensure, ['acme', null])).toMatchObject({ wrote: false });
    expect(await run(ensure, ['acme', 'acme'])).toMatchObject({ wrote: false });
    expect(await run(ensure, ['acme', 'Acme Ltd'])).toMatchObject({ wrote: true });
    expect(await run(ensure, ['acme', null])).toMatchObject({ wrote: false });
    expect(await sql.query(ensure, ['acme', null])).toEqual([{ customer_name: 'Acme Ltd' }]);
  });

  test('for a retention that is set already', async () => {
    await run('select * from auth.ensure_tenant($1)', ['kept']);
    const set = 'select auth.set_retention(auth.enter_customer($1), $2)';
    expect(await run(set, ['kept', 30])).toMatchObject({ wrote: true });
    expect(await run(set, ['kept', 30])).toMatchObject({ wrote: false });
    expect(await sql.query(`select data_retention_days as days from auth.tenants where customer_id = 'kept'`)).toEqual([
      { days: 30 },
    ]);
  });
});
