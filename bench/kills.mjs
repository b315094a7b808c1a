/**
 * `kill -9` of server, worker or PostgreSQL at random moments under load: no acknowledged event may be lost,
 * none may be stored twice, and the pipeline must be empty soon after the restart. `--seed` determines the moments and
 * the victims.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { createEvent } from './shared/createEvent.mjs';
import { openDatabase } from './shared/openDatabase.mjs';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';
import { startPostgres } from './shared/startPostgres.mjs';
import { startServer, startWorker } from './shared/startServer.mjs';

const KILLS = readOption('kills', 50);
const SEED = readOption('seed', 1);
const CLIENTS = 16;
const BATCH = 10;
const VICTIMS = /** @type {const} */ (['server', 'worker', 'postgres']);
const CHECKS = new URL('../packages/server/sql/checks/', import.meta.url);
const TENANT = createHash('sha256').update('demo').digest('hex');
const HEADERS = { 'Content-Type': 'application/json', 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo' };

const random = createRandom(SEED);
// A fast machine draws more numbers for its load. A separate generator keeps the victims the same.
const randomOfLoad = createRandom(SEED + 1);
const postgres = await startPostgres({ isOurs: true });
const start = () => startServer(postgres.url, ['--no-worker'], { isSilent: true });
let server = await start();
let worker = await startWorker(postgres.url);

/** @type {Set<string>} */
const acknowledged = new Set();
/** @type {Set<string>} */
const sent = new Set();
/** Batches whose answer never came: sent again with the same ids, as the SDK does. @type {{ event_id: string }[][]} */
const unanswered = [];
let isLoading = false;

async function drive() {
  while (isLoading) {
    const events = unanswered.pop() ?? Array.from({ length: BATCH }, createEvent);
    for (const { event_id } of events) sent.add(event_id);
    const path = randomOfLoad() < 0.5 ? '/api/v1/track' : '/api/v1/track/async';
    try {
      const response = await fetch(server.url + path, {
        method: 'POST',
        headers: HEADERS,
        body: JSON.stringify(events),
      });
      const answer = /** @type {any} */ (await response.json());
      if (!answer.success) throw new Error(`HTTP ${response.status}`);
      for (const id of answer.event_ids) acknowledged.add(id);
    } catch {
      unanswered.push(events);
      await setTimeout(20);
    }
  }
}

/** Waits until the database has every event in the business layer. @param {number} startedAt */
async function emptyAgain(startedAt) {
  const database = await openDatabase(postgres.url);
  for (;;) {
    const [{ waits } = { waits: true }] = await database.query(
      `select exists (select from raw.site_tracking_events_r as r
         where r.tenant_hk = auth.tenant_hk('demo') and r.processing_status = 'PENDING') as waits`,
    );
    if (!waits) break;
    if (performance.now() - startedAt > 60_000) throw new Error('The pipeline is not empty after a minute.');
    await setTimeout(20);
  }
  await database.close();
  return performance.now() - startedAt;
}

/** @type {Record<(typeof VICTIMS)[number], number>} */
const killed = { server: 0, worker: 0, postgres: 0 };
const emptyMs = [];
for (let n = 0; n < KILLS; n++) {
  isLoading = true;
  const loads = Array.from({ length: CLIENTS }, drive);
  await setTimeout(100 + random() * 900);
  const victim = VICTIMS[Math.floor(random() * VICTIMS.length)] ?? 'server';
  killed[victim] += 1;
  if (victim === 'server') {
    await server.kill();
    server = await start();
  } else if (victim === 'worker') {
    await worker.kill();
    worker = await startWorker(postgres.url);
  } else {
    postgres.kill();
    await postgres.restart();
  }
  const backAt = performance.now();
  // Some more load while it recovers.
  await setTimeout(100);
  isLoading = false;
  await Promise.all(loads);
  emptyMs.push(await emptyAgain(backAt));
}

// Unanswered batches are sent until they are answered.
isLoading = true;
while (unanswered.length > 0) {
  const [events] = unanswered;
  const response = await fetch(`${server.url}/api/v1/track`, {
    method: 'POST',
    headers: HEADERS,
    body: JSON.stringify(events),
  });
  if (response.ok) for (const { event_id } of unanswered.shift() ?? []) acknowledged.add(event_id);
  else await setTimeout(100);
}
await emptyAgain(performance.now());
await server.stop();
await worker.stop();

const database = await openDatabase(postgres.url);
const stored = new Map();
for (const { id, times } of await database.query(
  `select r.event_id as id, count(*)::int as times from raw.site_tracking_events_r as r
   join business.site_event_h as h on h.tenant_hk = r.tenant_hk and h.site_event_bk = r.event_id
   where r.tenant_hk = auth.tenant_hk('demo') group by 1`,
)) {
  stored.set(id, times);
}
const lost = [...acknowledged].filter((id) => !stored.has(id)).length;
const twice = [...stored.values()].filter((times) => times > 1).length;
const never = [...stored.keys()].filter((id) => !sent.has(id)).length;
let broken = 0;
for (const file of readdirSync(CHECKS)) {
  const check = readFileSync(new URL(file, CHECKS), 'utf8').replaceAll(`:'tenant'`, `'\\x${TENANT}'`);
  broken += (await database.query(check)).length;
}
await database.close();
await postgres.stop();

report(
  `kill -9, ${KILLS} times (server ${killed.server}, worker ${killed.worker}, PostgreSQL ${killed.postgres}), seed ${SEED}`,
  [
    { what: 'acknowledged events', value: acknowledged.size, unit: '' },
    { what: 'of them lost', value: lost, unit: '', wanted: '≤ 0' },
    { what: 'stored twice', value: twice, unit: '', wanted: '≤ 0' },
    { what: 'stored and never sent', value: never, unit: '', wanted: '≤ 0' },
    { what: 'rows that break an invariant', value: broken, unit: '', wanted: '≤ 0' },
    { what: 'pipeline empty again, p50', value: percentile(emptyMs, 0.5), unit: 'ms' },
    { what: 'pipeline empty again, longest', value: Math.max(...emptyMs), unit: 'ms', wanted: '≤ 10,000' },
  ],
);

/** Mulberry32: the same numbers from the same seed. @param {number} seed */
function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
