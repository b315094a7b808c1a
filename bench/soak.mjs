/** The server's memory under load for minutes: it must not grow. Linux only: it reads /proc. */
import { readFileSync } from 'node:fs';
import { createClient } from './shared/createClient.mjs';
import { createEvent } from './shared/createEvent.mjs';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';
import { runLoad } from './shared/runLoad.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer } from './shared/startServer.mjs';

const SECONDS = readOption('seconds', 60);
const CONNECTIONS = 16;
const BATCH = 20;

const postgres = await startPostgres();
const server = await startServer(postgres.url);
const client = createClient(server.url);

/** @type {number[]} */
const samples = [];
const sampling = setInterval(() => {
  const [, kib] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8')) ?? [];
  samples.push(Number(kib) / 1024);
}, 1000);
const endsAt = performance.now() + SECONDS * 1000;
const next = () => (performance.now() < endsAt ? JSON.stringify(Array.from({ length: BATCH }, createEvent)) : null);
// Half of the connections wait for the business layer, half do not, and one client reads the dashboard.
const load = (/** @type {string} */ path) => runLoad({ url: server.url, path, connections: CONNECTIONS / 2, next });
const looking = setInterval(() => {
  client.get('/api/v1/track/dashboard?limit=50').catch(() => {});
}, 500);
const loads = await Promise.all([load('/api/v1/track'), load('/api/v1/track/async')]);
clearInterval(looking);
await client.settle();
clearInterval(sampling);
client.close();
await server.stop();
await postgres.stop();

// The first tenth warms up the compiler and the caches.
const warm = samples.slice(Math.ceil(samples.length / 10));
const third = Math.floor(warm.length / 3);
const [begin, end] = [percentile(warm.slice(0, third), 0.5), percentile(warm.slice(-third), 0.5)];
const events = loads.reduce((sum, { answers }) => sum + answers * BATCH, 0);
report(`Memory of the server over ${SECONDS} s, ${events.toLocaleString('en')} events`, [
  { what: 'resident, first third, p50', value: begin, unit: 'MiB' },
  { what: 'resident, last third, p50', value: end, unit: 'MiB' },
  { what: 'growth from the first to the last third', value: (end / begin - 1) * 100, unit: '%', wanted: '≤ 10' },
  { what: 'resident, most', value: Math.max(...samples), unit: 'MiB', wanted: '< 250' },
]);
