import pg from 'pg';

/** What PostgreSQL itself makes an empty database from. */
export const EMPTY_DATABASE = 'template0';
/** Has the schema of this checkout; made once a run. */
export const TEMPLATE_DATABASE = `onevault_template`;

/** Runs a statement by a connection of its own. */
export async function runSql(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
