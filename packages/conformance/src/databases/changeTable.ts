const TRIES = 20;

/**
 * Changes a table while a server works on it. Such a change takes its locks in another order than the pipeline does, so
 * PostgreSQL may end it as the victim of a deadlock: an operator would try again, and so does this.
 *
 * @example await changeTable(sql, 'drop trigger refuse on staging.site_tracking_events_s');
 */
export async function changeTable(
  sql: { query(text: string): Promise<unknown> },
  statement: string,
  tries = TRIES,
): Promise<void> {
  try {
    await sql.query(statement);
  } catch (error) {
    const isDeadlock = (error as { code?: unknown }).code === '40P01';
    if (!isDeadlock || tries <= 1) throw error;
    await changeTable(sql, statement, tries - 1);
  }
}
