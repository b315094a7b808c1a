import { setTimeout as sleep } from 'node:timers/promises';
import { createEvent } from '../shared/createEvent.mjs';
import { openDatabase } from '../shared/openDatabase.mjs';
import { readOption } from '../shared/readOption.mjs';
import { percentile } from '../shared/report.mjs';
import { startPostgres } from '../shared/startPostgres.mjs';
import { startServer } from '../shared/startServer.mjs';
import { countLoaded } from './countLoaded.mjs';
import { measureOther } from './measureOther.mjs';
import { send } from './send.mjs';
import { watchConnections } from './watchConnections.mjs';

const CLIENTS = 20;

/**
 * Another session holds one customer's rows for three minutes (`--seconds 180`). 20 clients of that customer send an
 * event each and send it again until it is stored; another customer sends single events meanwhile.
 */
export async function heldLock() {
  const seconds = readOption('seconds', 180);
  const postgres = await startPostgres();
  const server = await startServer(postgres.url, ['--key', 'other:ovt_other'], { isSilent: true });
  const holder = await openDatabase(postgres.url);
  const connections = watchConnections(postgres.url);
  await holder.query('begin');
  // As an erasure holds it.
  await holder.query(`select raw.own_tenant(auth.tenant_hk('demo'))`);

  /** @type {Record<string, number>} */
  const answers = {};
  let isReleased = false;
  const other = measureOther([server.url], () => isReleased);
  const stored = Promise.all(Array.from({ length: CLIENTS }, (_, n) => storeOne(server.url, n, answers)));
  await sleep(1_000 * seconds);
  const waiting = await countLockWaits(holder);
  isReleased = true;
  const { times, failed } = await other;
  await holder.query('rollback');
  await stored;
  await sleep(1_000);
  const left = await countLockWaits(holder);
  const loaded = await countLoaded(server.url);
  const mostConnections = await connections.stop();
  await holder.close();
  await server.stop();
  await postgres.stop();
  const { 200: accepted = 0, 503: refused = 0, ...otherwise } = answers;
  return [
    { what: 'lock held for', value: seconds, unit: 's' },
    { what: 'answers 503 with Retry-After to that customer', value: refused, unit: '' },
    { what: '  other answers than 200 and 503', value: Object.values(otherwise).length, unit: '', wanted: '≤ 0' },
    { what: `  answers 200 to ${CLIENTS} clients, after the lock`, value: accepted, unit: '', wanted: `≥ ${CLIENTS}` },
    { what: '  events loaded', value: loaded, unit: '', wanted: `≥ ${CLIENTS}` },
    { what: 'statements that wait for a lock at the end', value: waiting, unit: '', wanted: '≤ 3' },
    { what: '  and a second after it was released', value: left, unit: '', wanted: '≤ 0' },
    { what: 'connections, at most', value: mostConnections, unit: '', wanted: '≤ 11' },
    { what: 'another customer meanwhile, requests', value: times.length, unit: '' },
    { what: '  refused', value: failed, unit: '', wanted: '≤ 0' },
    { what: '  p50', value: percentile(times, 0.5), unit: 'ms' },
    { what: '  p95', value: percentile(times, 0.95), unit: 'ms' },
  ];
}

/** Sends one event until it is stored, and counts the answers by status. @param {string} url @param {number} n @param {Record<string, number>} answers */
async function storeOne(url, n, answers) {
  const body = JSON.stringify({ ...createEvent(), event_id: `evt_locked_${n}` });
  for (;;) {
    const { status, headers } = await send(url, 'demo', '/api/v1/track', body);
    const retryAfter = headers.get('Retry-After');
    const key = status === 503 && !retryAfter ? '503 without Retry-After' : status;
    answers[key] = (answers[key] ?? 0) + 1;
    if (status === 200) return;
    await sleep(1_000 * Number(retryAfter ?? 1));
  }
}

/** @param {Awaited<ReturnType<typeof openDatabase>>} database */
async function countLockWaits(database) {
  const [row] = await database.query(
    `select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
  );
  return Number(row?.n);
}
