/** @typedef {Awaited<ReturnType<typeof import('./openDatabase.mjs').openDatabase>>} Database */

const CHUNK_LINES = 500;

/**
 * How many rows a second `COPY` loads into one table with jsonb and a primary key: the limit of this machine and
 * database for the same events. The median of three runs.
 *
 * @param {Database} database
 * @param {string[]} events as JSON, each with its `event_id`
 * @returns {Promise<number>}
 */
export async function measureCopy(database, events) {
  // Copy's text format: a tab between columns, backslashes doubled.
  const lines = events.map((event) => `${JSON.parse(event).event_id}\t${event.replaceAll('\\', '\\\\')}\n`);
  const chunks = [];
  for (let at = 0; at < lines.length; at += CHUNK_LINES) {
    chunks.push(Buffer.from(lines.slice(at, at + CHUNK_LINES).join('')));
  }
  const rates = [];
  for (let run = 0; run < 3; run++) {
    await database.query('drop table if exists copied');
    await database.query('create table copied (event_id text primary key, payload jsonb not null)');
    const startedAt = performance.now();
    await database.copy('copy copied from stdin', chunks);
    rates.push((lines.length * 1000) / (performance.now() - startedAt));
  }
  await database.query('drop table copied');
  return rates.sort((a, b) => a - b)[1] ?? Number.NaN;
}
