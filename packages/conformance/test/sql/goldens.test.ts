import { SQL_KINDS } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { describeGoldens, type HubKeys } from '../../src/goldens/describeGoldens.ts';
import { expectInvariants } from './invariants.ts';

for (const kind of SQL_KINDS) {
  let sql: OpenSql;
  describeGoldens(
    kind,
    async () => {
      sql = await openSql(kind);
      return { ...sql.engine, close: () => sql.close() };
    },
    async (_engine, customerId): Promise<HubKeys> => {
      await expectInvariants(sql, customerId);
      const keys = async (hub: string): Promise<string[]> =>
        (
          await sql.query(`select ${hub}_bk as key from business.${hub}_h where tenant_hk = auth.tenant_hk($1)`, [
            customerId,
          ])
        ).map((row) => String(row.key));
      return {
        session: await keys('site_session'),
        visitor: await keys('site_visitor'),
        page: await keys('site_page'),
        item: await keys('business_item'),
      };
    },
  );
}
