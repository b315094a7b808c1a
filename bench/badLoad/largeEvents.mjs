import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readOption } from '../shared/readOption.mjs';
import { startPostgres } from '../shared/startPostgres.mjs';
import { startServer } from '../shared/startServer.mjs';
import { countLoaded } from './countLoaded.mjs';
import { send } from './send.mjs';

const GIVE_UP_MS = 600_000;

/** Events of 1 MB that wait, all of one customer, and a small one behind them: on both databases, until all are processed. */
export async function largeEvents() {
  const postgres = await startPostgres();
  const folder = await mkdtemp(join(tmpdir(), 'onevault-bench-'));
  const onPostgres = await drain('PostgreSQL', postgres.url);
  await postgres.stop();
  const onPglite = await drain('embedded', folder);
  await rm(folder, { recursive: true, force: true });
  return [...onPostgres, ...onPglite];
}

/** @param {string} name @param {string} database */
async function drain(name, database) {
  const events = readOption('events', 490);
  const storing = await startServer(database, ['--no-worker'], { isSilent: true });
  for (let n = 0; n < events; n++) await track(storing.url, { note: randomBytes(700_000).toString('base64') });
  await track(storing.url, {});
  await storing.stop();

  const server = await startServer(database, [], { isSilent: true });
  const startedAt = performance.now();
  let most = 0;
  let loaded = 0;
  while (loaded <= events && performance.now() - startedAt < GIVE_UP_MS) {
    await sleep(500);
    most = Math.max(most, residentMiB(server.pid));
    loaded = await countLoaded(server.url).catch(() => loaded);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  await server.stop();
  return [
    { what: `${name}: events of 1 MB processed`, value: loaded - 1, unit: '', wanted: `≥ ${events}` },
    { what: '  after', value: seconds, unit: 's' },
    { what: '  memory of the server, at most', value: most, unit: 'MiB' },
  ];
}

/** @param {string} url @param {object} data */
async function track(url, data) {
  const body = JSON.stringify({ event_type: 'large', event_data: data });
  const { status } = await send(url, 'demo', '/api/v1/track/async', body);
  if (status !== 200) throw new Error(`Failed to store a large event: ${status}.`);
}

/** @param {number} pid */
function residentMiB(pid) {
  try {
    const [, kib] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kib) / 1024;
  } catch {
    return Number.NaN;
  }
}
