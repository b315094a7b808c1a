/** Single events, each through all layers before its answer: over 16 connections, and over one. */
import { createEvent } from './shared/createEvent.mjs';
import { measureInserts } from './shared/measureInserts.mjs';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';
import { runLoad } from './shared/runLoad.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

const EVENTS = readOption('events', 30_000);
const CONNECTIONS = 16;
const WARM_UP = 3_000;
const ALONE = 2_000;
const INSERTS = 5_000;

const postgres = await startPostgres();
const server = await startServer(postgres.url);

/** @param {number} connections @param {number} events */
const load = (connections, events) => {
  let left = events;
  const next = () => (left-- > 0 ? JSON.stringify(createEvent()) : null);
  return runLoad({ url: server.url, path: '/api/v1/track', connections, next });
};
await load(CONNECTIONS, WARM_UP);
const many = await load(CONNECTIONS, EVENTS);
const one = await load(1, ALONE);
const manyInserts = await measureInserts(postgres.url, CONNECTIONS, INSERTS, createEvent);
const oneInsert = await measureInserts(postgres.url, 1, ALONE, createEvent);
await server.stop();
await postgres.stop();

report(`Single events, POST /api/v1/track, ${EVENTS.toLocaleString('en')} over ${CONNECTIONS} connections`, [
  { what: `${CONNECTIONS} connections`, value: many.answers / many.seconds, unit: 'requests/s', wanted: '≥ 1,500' },
  { what: '  the database alone: an insert, a commit', value: INSERTS / manyInserts.seconds, unit: '/s' },
  { what: '  p50', value: percentile(many.times, 0.5), unit: 'ms' },
  { what: '  p99', value: percentile(many.times, 0.99), unit: 'ms', wanted: '< 50' },
  { what: 'one connection, p50', value: percentile(one.times, 0.5), unit: 'ms', wanted: '< 5' },
  { what: '  the database alone, p50', value: percentile(oneInsert.times, 0.5), unit: 'ms' },
  { what: '  p99', value: percentile(one.times, 0.99), unit: 'ms' },
]);
