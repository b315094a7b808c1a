/** Copies arrive so long before their originals: all events of one visit stay together. */
const APART = "interval '10 minutes'";

/** @typedef {Awaited<ReturnType<typeof import('./openDatabase.mjs').openDatabase>>} Database */

/**
 * Copies every event of the customer "demo" in every layer, with other times and other ids. Facts stay as they are.
 *
 * @param {Database} database
 * @param {number} copies of each
 */
export async function copyEvents(database, copies) {
  const id = (/** @type {string} */ column) => `t.${column} || '-' || n`;
  const at = (/** @type {string} */ column) => `t.${column} - n * ${APART}`;
  const key = (/** @type {string} */ column) => `sha256(t.${column} || convert_to(n::text, 'UTF8'))`;
  /** @type {[string, Record<string, string>, string][]} */
  const tables = [
    ['raw.event_ids', { event_id: id('event_id'), received_timestamp: at('received_timestamp') }, 'event_id'],
    ['raw.events', { event_id: id('event_id'), received_timestamp: at('received_timestamp') }, 'event_id'],
    [
      'staging.site_tracking_events_s',
      { event_id: id('event_id'), received_timestamp: at('received_timestamp') },
      'event_id',
    ],
    [
      'business.site_event_nl',
      { site_event_hk: key('site_event_hk'), site_event_bk: id('site_event_bk') },
      'site_event_bk',
    ],
    ['totals.session_totals', { site_session_hk: key('site_session_hk') }, ''],
    ['totals.visitor_totals', { site_visitor_hk: key('site_visitor_hk') }, ''],
  ];
  await database.query('set synchronous_commit = off');
  for (const [table, changed, own] of tables) {
    const insert = await insertCopies(database, table, changed);
    // Originals only: their ids are 40 characters long.
    const original = own === '' ? '' : `and length(t.${own}) = 40`;
    if (own !== '') {
      for (let n = 1; n <= copies; n += 10) await database.query(`${insert} ${original}`, [n, Math.min(n + 9, copies)]);
    } else await database.query(insert, [1, copies]);
  }
  await database.query(
    `update totals.pipeline_counters as c
     set accepted = c.accepted * $1, staged = c.staged * $1, loaded = c.loaded * $1
     where c.tenant_hk = auth.tenant_hk('demo')`,
    [copies + 1],
  );
  await database.query('vacuum analyze');
}

/**
 * The columns of a table, with other expressions for some.
 *
 * @param {Database} database
 * @param {string} table
 * @param {Record<string, string>} changed
 */
async function insertCopies(database, table, changed) {
  const columns = await database.query(
    'select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped',
    [table],
  );
  const names = columns.map(({ name }) => String(name));
  return `insert into ${table} (${names.join(', ')})
    select ${names.map((name) => changed[name] ?? `t.${name}`).join(', ')}
    from ${table} as t, generate_series($1::int, $2::int) as n
    where t.tenant_hk = auth.tenant_hk('demo')`;
}
