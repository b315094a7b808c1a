/**
 * Single events, each through all layers before its answer: over 16 connections, and over one. Beside them a server that
 * does nothing, in the same run: the wanted rate is for a machine on which that makes 12,000 requests a second.
 */
import { createEvent } from './shared/createEvent.mjs';
import { measureInserts } from './shared/measureInserts.mjs';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';
import { runLoad } from './shared/runLoad.mjs';
import { startEcho } from './shared/startEcho.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

const EVENTS = readOption('events', 30_000);
const CONNECTIONS = 16;
const WARM_UP = 3_000;
const ALONE = 2_000;
const INSERTS = 5_000;
/** Requests a second of a server that does nothing, for which the wanted values are meant. */
const ECHOES = 12_000;

const postgres = await startPostgres();
const server = await startServer(postgres.url);

/** @param {number} connections @param {number} events @param {string} [url] */
const load = (connections, events, url = server.url) => {
  let left = events;
  const next = () => (left-- > 0 ? JSON.stringify(createEvent()) : null);
  return runLoad({ url, path: '/api/v1/track', connections, next });
};
await load(CONNECTIONS, WARM_UP);
const many = await load(CONNECTIONS, EVENTS);
const one = await load(1, ALONE);
const echo = await startEcho();
const echoes = await load(CONNECTIONS, EVENTS, echo.url);
await echo.stop();
const manyInserts = await measureInserts(postgres.url, CONNECTIONS, INSERTS, createEvent);
const oneInsert = await measureInserts(postgres.url, 1, ALONE, createEvent);
await server.stop();
await postgres.stop();

const rate = many.answers / many.seconds;
const speed = echoes.answers / echoes.seconds / ECHOES;
report(`Single events, POST /api/v1/track, ${EVENTS.toLocaleString('en')} over ${CONNECTIONS} connections`, [
  { what: `${CONNECTIONS} connections`, value: rate, unit: 'requests/s' },
  { what: '  a server that does nothing', value: echoes.answers / echoes.seconds, unit: 'requests/s' },
  {
    what: `  where that makes ${ECHOES.toLocaleString('en')}`,
    value: rate / speed,
    unit: 'requests/s',
    wanted: '≥ 1,500',
  },
  { what: '  p50, there', value: percentile(many.times, 0.5) * speed, unit: 'ms', wanted: '< 8' },
  { what: '  the database alone: an insert, a commit', value: INSERTS / manyInserts.seconds, unit: '/s' },
  { what: '  p50', value: percentile(many.times, 0.5), unit: 'ms' },
  { what: '  p99', value: percentile(many.times, 0.99), unit: 'ms', wanted: '< 50' },
  { what: 'one connection, p50', value: percentile(one.times, 0.5), unit: 'ms', wanted: '< 5' },
  { what: '  the database alone, p50', value: percentile(oneInsert.times, 0.5), unit: 'ms' },
  { what: '  p99', value: percentile(one.times, 0.99), unit: 'ms' },
]);
