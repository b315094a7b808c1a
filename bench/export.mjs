/**
 * Exports of a customer with many events (`--events 5000000`) over HTTP, and by the command: rows a second, and the
 * memory of the server meanwhile, for a client that reads at once and for one that is slow. The many events are copies
 * of 10,000 that went through the pipeline, with other times and other ids.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createClient } from './shared/createClient.mjs';
import { createEvent } from './shared/createEvent.mjs';
import { createHeaders } from './shared/createHeaders.mjs';
import { openDatabase } from './shared/openDatabase.mjs';
import { readOption } from './shared/readOption.mjs';
import { report } from './shared/report.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

const EVENTS = readOption('events', 200_000);
const FEW = Math.min(10_000, EVENTS);
const BATCH = 500;
const LOOK_MS = 20;
/** A slow client reads so much, then nothing for a while. */
const SLOW_BYTES = 4 * 1_048_576;
const SLOW_MS = 200;
const PATH = '/api/v1/export/events';
const MAIN = fileURLToPath(new URL('../packages/server/dist/cli/main.js', import.meta.url));

const postgres = await startPostgres();
const server = await startServer(postgres.url);
const database = await openDatabase(postgres.url);
const client = createClient(server.url);

for (let stored = 0; stored < FEW; stored += BATCH) {
  await client.post('/api/v1/track', Array.from({ length: BATCH }, createEvent));
}
await copyEvents(Math.max(0, Math.round(EVENTS / FEW) - 1));
const many = FEW * Math.max(1, Math.round(EVENTS / FEW));

/** The columns of a table, with other expressions for some. @param {string} table @param {Record<string, string>} changed */
async function insertCopies(table, changed) {
  const columns = await database.query(
    'select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped',
    [table],
  );
  const names = columns.map(({ name }) => String(name));
  return `insert into ${table} (${names.join(', ')})
    select ${names.map((name) => changed[name] ?? `t.${name}`).join(', ')}
    from ${table} as t, generate_series($1::int, $2::int) as n
    where t.tenant_hk = auth.tenant_hk('demo') and length(t.event_id) = 40`;
}

/** What an export reads, and nothing else: each copy arrived ten minutes before the next. @param {number} copies */
async function copyEvents(copies) {
  await database.query('set synchronous_commit = off');
  for (const table of ['raw.events', 'staging.site_tracking_events_s']) {
    const insert = await insertCopies(table, {
      event_id: `t.event_id || '-' || n`,
      received_timestamp: `t.received_timestamp - n * interval '10 minutes'`,
    });
    for (let n = 1; n <= copies; n += 10) await database.query(insert, [n, Math.min(n + 9, copies)]);
  }
  await database.query('vacuum analyze');
}

/** Resident memory of a process, in MiB. @param {number} pid */
function memoryOf(pid) {
  const [, kib] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

/** Looks at the memory until `work` is done. @template T @param {number} pid @param {Promise<T>} work */
async function watch(pid, work) {
  /** @type {number[]} */
  const seen = [];
  const looking = setInterval(() => seen.push(memoryOf(pid)), LOOK_MS);
  const result = await work.finally(() => clearInterval(looking));
  const half = Math.floor(seen.length / 2);
  const highest = (/** @type {number[]} */ values) => Math.max(...values, 0);
  return { result, peak: highest(seen), growth: highest(seen.slice(half)) - highest(seen.slice(0, half)) };
}

/**
 * @param {string} query
 * @param {{ headers?: Record<string, string>, isSlow?: boolean }} [options]
 * @returns {Promise<{ seconds: number, bytes: number, lines: number }>}
 */
function exportByHttp(query, { headers = {}, isSlow = false } = {}) {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    get(`${server.url}${PATH}?${query}`, { headers: { ...createHeaders('demo'), ...headers } }, (response) => {
      let bytes = 0;
      let lines = 0;
      let sincePause = 0;
      response.on('data', (/** @type {Buffer} */ piece) => {
        bytes += piece.length;
        for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) lines += 1;
        sincePause += piece.length;
        if (!isSlow || sincePause < SLOW_BYTES) return;
        sincePause = 0;
        response.pause();
        setTimeout(() => response.resume(), SLOW_MS);
      });
      response.on('end', () => resolve({ seconds: (performance.now() - startedAt) / 1000, bytes, lines }));
      response.on('error', reject);
    }).on('error', reject);
  });
}

/** @param {string[]} flags */
function exportByCommand(flags) {
  const args = [MAIN, 'export', '--customer', 'demo', '--output', '/dev/null', '--database', postgres.url, ...flags];
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (piece) => {
    said += piece;
  });
  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      if (code === 0 && said.includes(`Exported ${many.toLocaleString('en')} events`)) {
        resolve((performance.now() - startedAt) / 1000);
      } else reject(new Error(`The command ended with ${code}: ${said}`));
    });
  });
  return ended;
}

// The first export fills the caches of the database.
await exportByHttp('');
const before = memoryOf(server.pid);
const ways = {
  NDJSON: () => exportByHttp(''),
  'NDJSON, gzip': () => exportByHttp('', { headers: { 'Accept-Encoding': 'gzip' } }),
  CSV: () => exportByHttp('format=csv'),
  'NDJSON, slow client': () => exportByHttp('', { isSlow: true }),
};
/** @type {import('./shared/report.mjs').Row[]} */
const rows = [{ what: 'memory of the server before', value: before, unit: 'MiB' }];
for (const [what, work] of Object.entries(ways)) {
  const { result, peak, growth } = await watch(server.pid, work());
  const { seconds, bytes, lines } = result;
  // One line more than events: the end, or the header.
  if (!what.includes('gzip') && lines !== many + 1) throw new Error(`${what} has ${lines} lines.`);
  rows.push({ what: `${what}: rows`, value: many / seconds, unit: '/s' });
  rows.push({ what: `${what}: bytes a row`, value: bytes / many, unit: 'B' });
  rows.push({ what: `${what}: memory of the server, highest`, value: peak, unit: 'MiB', wanted: '< 250' });
  rows.push({ what: `${what}: the same, second half to first`, value: growth, unit: 'MiB', wanted: '< 30' });
}
for (const flags of [[], ['--gzip'], ['--format', 'csv']]) {
  const seconds = await exportByCommand(flags);
  rows.push({ what: `command ${flags.join(' ')}: rows`.replace(' :', ':'), value: many / seconds, unit: '/s' });
}

client.close();
await database.close();
await server.stop();
await postgres.stop();
report(`Exports of ${many.toLocaleString('en')} events on PostgreSQL`, rows);
