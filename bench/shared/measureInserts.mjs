import { openDatabase } from './openDatabase.mjs';

/**
 * The database alone with single events: one insert and one commit each, over some connections.
 *
 * @param {string} url
 * @param {number} connections
 * @param {number} inserts
 * @param {() => { event_id: string }} createEvent
 * @returns {Promise<{ seconds: number, times: number[] }>}
 */
export async function measureInserts(url, connections, inserts, createEvent) {
  const databases = await Promise.all(Array.from({ length: connections }, () => openDatabase(url)));
  const [first] = databases;
  if (!first) throw new Error('Failed to measure inserts: no connection.');
  await first.query('create table inserted (event_id text primary key, payload jsonb not null)');
  /** @type {number[]} */
  const times = [];
  let left = inserts;
  const startedAt = performance.now();
  await Promise.all(
    databases.map(async ({ query }) => {
      while (left-- > 0) {
        const event = createEvent();
        const sentAt = performance.now();
        await query('insert into inserted values ($1, $2)', [event.event_id, JSON.stringify(event)]);
        times.push(performance.now() - sentAt);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  await first.query('drop table inserted');
  for (const database of databases) await database.close();
  return { seconds, times };
}
