import type { SqlConnection } from '../sql/connection.ts';

/**
 * Refuses a database that does not keep its texts as UTF-8: SQL_ASCII takes any bytes and counts them as characters,
 * others cannot hold what visitors write.
 *
 * @throws Error that says how to make one that does.
 */
export async function checkEncoding(connection: Pick<SqlConnection, 'query'>): Promise<void> {
  const [row] = await connection.query(`select current_setting('server_encoding') as encoding`);
  if (row?.encoding === 'UTF8') return;
  throw new Error(
    `[OneVault] Failed to start: the database keeps its texts as ${row?.encoding}, not as UTF8. Try a new one: createdb --encoding=UTF8 --template=template0 <name>.`,
  );
}
