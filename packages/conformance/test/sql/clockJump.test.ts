import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenSql, openSql, SQL_KINDS } from '../../src/databases/openSql.ts';

describe.each(SQL_KINDS)('a clock that jumped ahead and is right again (%s)', (kind) => {
  let sql: OpenSql;
  beforeAll(async () => {
    sql = await openSql(kind);
  });
  afterAll(() => sql?.close());

  const arrivalAfter = async (ahead: string) => {
    const [row] = await sql.query(
      `with jumped as materialized (
         select set_config('onevault.last_arrival', (clock_timestamp() + $1::interval)::text, true) as last_arrival
       )
       select util.arrival_time(1) - clock_timestamp() between interval '-1 minute' and interval '1 minute' as is_now,
         util.arrival_time(1) > jumped.last_arrival::timestamptz as is_later
       from jumped`,
      [ahead],
    );
    return row;
  };

  test('is followed at once when it was wrong by days', async () => {
    expect(await arrivalAfter('40 days')).toEqual({ is_now: true, is_later: false });
  });

  test('keeps the order of arrivals when it was set back by seconds', async () => {
    expect(await arrivalAfter('20 seconds')).toEqual({ is_now: true, is_later: true });
  });
});
