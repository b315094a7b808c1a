/**
 * Where the time of an event goes, through all layers: in the database by layer, in the server by part. Batches of 20
 * over 16 connections, by default on the sync route (`--async`: on the background route, until all is processed).
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuOf, parentOf } from './shared/cpuOf.mjs';
import { createClient } from './shared/createClient.mjs';
import { createEvent } from './shared/createEvent.mjs';
import { openDatabase } from './shared/openDatabase.mjs';
import { readOption } from './shared/readOption.mjs';
import { report } from './shared/report.mjs';
import { runLoad } from './shared/runLoad.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

const EVENTS = readOption('events', 60_000);
const BATCH = 20;
const CONNECTIONS = 16;
const WARM_UP = 10_000;
const isAsync = process.argv.includes('--async');
const path = isAsync ? '/api/v1/track/async' : '/api/v1/track';
/** PostgreSQL reports the times of functions within a second. */
const STATISTICS_MS = 1_500;

/** What a schema's functions do with an event. @type {[layer: string, schemas: string[]][]} */
const LAYERS = [
  ['raw: reading the JSON, ids, rows, the answer', ['api', 'raw', 'auth']],
  ['staging: reading, checking, scoring, the row', ['staging', 'util']],
  ['business: keys, the vault', ['business']],
  ['totals', ['totals']],
  ['facts, which analytics reads', ['facts']],
  ['pipeline: claiming, and what calls the layers', ['pipeline']],
];
/** The server's parts, by where their code is; the first that fits. @type {[part: string, place: RegExp][]} */
const PARTS = [
  ['service and ingest: admit, parse, validate, answer', /server\/dist\/(?!.*engine)/],
  ['engine: rows and JSON for the database', /server\/dist\/.*engine/],
  ['Fastify and its parser', /fastify|find-my-way|secure-json|avvio|fast-json/],
  ["PostgreSQL's driver", /node_modules\/pg/],
  ['garbage collector', /^\(garbage collector\)$/],
  ["JSON, texts and other functions of JavaScript's own", /^own:/],
  ["Node's http, streams and sockets", /^node:|^\(program\)$/],
];

const profiles = mkdtempSync(join(tmpdir(), 'onevault-profile-'));
process.once('exit', () => rmSync(profiles, { recursive: true, force: true }));
const postgres = await startPostgres();
const database = await openDatabase(postgres.url);
const [backend] = await database.query('select pg_backend_pid() as pid');
const postmaster = parentOf(backend?.pid);
const [{ name } = { name: '' }] = await database.query('select current_database() as name');

// Twice: a profile of Node and the times of functions make what they measure slower, so the rates come without them.
const plain = await measure();
await database.query(`alter database "${name}" set track_functions = 'all'`);
const watched = await measure(['--cpu-prof', '--cpu-prof-dir', profiles]);
const functions = await database.query(
  `select schemaname as schema, sum(self_time)::float8 as ms from pg_stat_user_functions group by 1`,
);
await database.close();
await postgres.stop();

const inFunctions = sum(functions.map(({ ms }) => ms));
/** @param {string[]} schemas */
const msOf = (schemas) => sum(functions.filter(({ schema }) => schemas.includes(schema)).map(({ ms }) => ms));
const node = readProfile();
report(`An event's time, ${path}, ${EVENTS.toLocaleString('en')} events in batches of ${BATCH}`, [
  { what: 'events', value: EVENTS / plain.seconds, unit: '/s' },
  { what: 'database, processor', value: plain.database, unit: 'µs/event' },
  ...LAYERS.map(([layer, schemas]) => ({
    what: `  ${layer}`,
    value: (100 * msOf(schemas)) / inFunctions,
    unit: '% of the time in functions',
  })),
  { what: '  in functions, of all of its connections', value: (inFunctions * 1000) / EVENTS, unit: 'µs/event' },
  { what: '  in functions, with the clock on', value: watched.database, unit: 'µs/event, processor' },
  { what: 'server, processor', value: plain.server, unit: 'µs/event' },
  ...[...node].map(([part, share]) => ({ what: `  ${part}`, value: 100 * share, unit: '% of its time' })),
  { what: 'load generator, processor', value: plain.client, unit: 'µs/event' },
]);

/** @param {string[]} [nodeFlags] */
async function measure(nodeFlags = []) {
  const server = await startServer(postgres.url, [], { nodeFlags });
  const client = createClient(server.url);
  await send(server, client, WARM_UP);
  await database.query('select pg_stat_reset()');
  const before = { database: cpuOf(postmaster), server: cpuOf(server.pid), client: process.cpuUsage() };
  const seconds = await send(server, client, EVENTS);
  const perEvent = (/** @type {number} */ cpuSeconds) => (cpuSeconds * 1e6) / EVENTS;
  const own = process.cpuUsage(before.client);
  const used = {
    seconds,
    database: perEvent(cpuOf(postmaster) - before.database),
    server: perEvent(cpuOf(server.pid) - before.server),
    client: (own.user + own.system) / EVENTS,
  };
  await new Promise((resolve) => setTimeout(resolve, STATISTICS_MS));
  client.close();
  await server.stop();
  return used;
}

/**
 * Resolves with the seconds until the last event was processed.
 *
 * @param {{ url: string }} server @param {ReturnType<typeof createClient>} client @param {number} count
 */
async function send({ url }, client, count) {
  const bodies = Array.from(
    { length: count / BATCH },
    () => `[${Array.from({ length: BATCH }, () => JSON.stringify(createEvent())).join(',')}]`,
  );
  const startedAt = performance.now();
  await runLoad({ url, path, connections: CONNECTIONS, next: () => bodies.pop() ?? null });
  await client.settle();
  return (performance.now() - startedAt) / 1000;
}

/** The share of each part of the server in the time in which it did something. */
function readProfile() {
  /** @type {Map<string, number>} */
  const parts = new Map(PARTS.map(([part]) => [part, 0]));
  let total = 0;
  for (const file of readdirSync(profiles)) {
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(profiles, file), 'utf8'));
    /** @type {Map<number, { functionName: string, url: string }>} */
    const frames = new Map(
      nodes.map((/** @type {{ id: number, callFrame: any }} */ { id, callFrame }) => [id, callFrame]),
    );
    samples.forEach((/** @type {number} */ id, /** @type {number} */ n) => {
      const { functionName = '', url = '' } = frames.get(id) ?? {};
      if (functionName === '(idle)') return;
      const place = url || (functionName.startsWith('(') ? functionName : `own:${functionName}`);
      const part = PARTS.find(([, pattern]) => pattern.test(place))?.[0] ?? 'other';
      parts.set(part, (parts.get(part) ?? 0) + timeDeltas[n]);
      total += timeDeltas[n];
    });
  }
  return new Map([...parts].map(([part, time]) => [part, time / total]));
}

/** @param {number[]} values */
function sum(values) {
  return values.reduce((all, value) => all + value, 0);
}
