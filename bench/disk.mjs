/** The size of an event on disk, all layers and indexes together, and in the write-ahead log. */
import { createClient } from './shared/createClient.mjs';
import { createEvent } from './shared/createEvent.mjs';
import { openDatabase } from './shared/openDatabase.mjs';
import { readOption } from './shared/readOption.mjs';
import { report } from './shared/report.mjs';
import { runLoad } from './shared/runLoad.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

const EVENTS = readOption('events', 100_000);
const BATCH = 20;
const CONNECTIONS = 16;
// Partitions count as the table they are part of.
const SIZES = `
  select n.nspname || '.' || coalesce(parent.relname, c.relname) as name,
    sum(pg_table_size(c.oid))::float8 as heap, sum(pg_indexes_size(c.oid))::float8 as indexes
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace
  left join pg_inherits as i on i.inhrelid = c.oid
  left join pg_class as parent on parent.oid = i.inhparent
  where c.relkind = 'r' and n.nspname in ('auth', 'audit', 'raw', 'staging', 'business', 'totals', 'facts')
  group by 1`;

const postgres = await startPostgres();
const server = await startServer(postgres.url);
const database = await openDatabase(postgres.url);
const client = createClient(server.url);
const empty = new Map((await database.query(SIZES)).map(({ name, heap, indexes }) => [name, { heap, indexes }]));
const [{ lsn } = { lsn: '' }] = await database.query('select pg_current_wal_lsn()::text as lsn');

let sent = 0;
let bytes = 0;
const { seconds } = await runLoad({
  url: server.url,
  path: '/api/v1/track',
  connections: CONNECTIONS,
  next() {
    if (sent >= EVENTS) return null;
    sent += BATCH;
    const events = Array.from({ length: BATCH }, () => JSON.stringify(createEvent()));
    for (const event of events) bytes += event.length;
    return `[${events.join(',')}]`;
  },
});
await client.settle();
const [{ wal } = { wal: 0 }] = await database.query(
  'select pg_wal_lsn_diff(pg_current_wal_lsn(), $1::pg_lsn)::float8 as wal',
  [lsn],
);
const grown = (await database.query(SIZES))
  .map(({ name, heap, indexes }) => ({
    name,
    heap: (heap - (empty.get(name)?.heap ?? 0)) / EVENTS,
    indexes: (indexes - (empty.get(name)?.indexes ?? 0)) / EVENTS,
  }))
  .filter(({ heap, indexes }) => heap + indexes >= 1)
  .sort((a, b) => b.heap + b.indexes - a.heap - a.indexes);
client.close();
await database.close();
await server.stop();
await postgres.stop();

const total = grown.reduce((sum, { heap, indexes }) => sum + heap + indexes, 0);
const payload = bytes / sent;
report(`Disk, ${EVENTS.toLocaleString('en')} events in batches of ${BATCH}, ${Math.round(EVENTS / seconds)}/s`, [
  ...grown.flatMap(({ name, heap, indexes }) => [
    { what: `${name}`, value: heap, unit: 'B/event' },
    { what: '  its indexes', value: indexes, unit: 'B/event' },
  ]),
  { what: 'all layers', value: total, unit: 'B/event', wanted: '≤ 2,600' },
  { what: 'the event as it is sent', value: payload, unit: 'B' },
  { what: 'disk to payload', value: total / payload, unit: 'times', wanted: '≤ 5' },
  { what: 'write-ahead log to payload', value: wal / EVENTS / payload, unit: 'times' },
]);
