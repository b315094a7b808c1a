import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createEvent } from '../shared/createEvent.mjs';
import { openDatabase } from '../shared/openDatabase.mjs';
import { readOption } from '../shared/readOption.mjs';
import { startPostgres } from '../shared/startPostgres.mjs';
import { startServer } from '../shared/startServer.mjs';

const HEADERS = { 'Content-Type': 'application/json', 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo' };
const BATCH = 100;
const REFUSED = 20;
const DEADLINE_MS = 120_000;

/** A PostgreSQL whose disk gets full and is then enlarged. Root on Linux only: the disk is a small tmpfs. */
export async function fullDisk() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return skip('it takes root on Linux');
  const mib = readOption('mib', 160);
  const parent = mkdtempSync(join(tmpdir(), 'onevault-bench-disk-'));
  spawnSync('chmod', ['755', parent]);
  if (mount(['-t', 'tmpfs', '-o', `size=${mib}m,mode=777`, 'tmpfs', parent]).status !== 0) {
    rmSync(parent, { recursive: true });
    return skip('a tmpfs cannot be mounted');
  }
  process.once('exit', () => {
    spawnSync('umount', ['-l', parent]);
    rmSync(parent, { recursive: true, force: true });
  });
  const postgres = await startPostgres({ isOurs: true, folder: join(parent, 'data') });
  const server = await startServer(postgres.url, [], { isSilent: true });
  /** @type {string[]} */
  const acknowledged = [];
  const track = async () => {
    const events = Array.from({ length: BATCH }, createEvent);
    const response = await fetch(`${server.url}/api/v1/track`, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify(events),
    });
    const answer = /** @type {any} */ (await response.json());
    if (answer.success) acknowledged.push(...answer.event_ids);
    return { status: response.status, code: answer.error_code, retryAfter: response.headers.get('retry-after') };
  };

  const startedAt = performance.now();
  /** @type {Awaited<ReturnType<typeof track>>[]} */
  const refused = [];
  while (refused.length < REFUSED && performance.now() - startedAt < DEADLINE_MS) {
    const answer = await track();
    if (answer.status !== 200) {
      refused.push(answer);
      await setTimeout(100);
    }
  }
  const before = acknowledged.length;
  mount(['-o', `remount,size=${mib * 4}m`, parent]);
  // A full disk under the write-ahead log stops PostgreSQL; its operator must start it again.
  const database = await openDatabase(postgres.url).catch(async () => {
    await postgres.restart();
    return openDatabase(postgres.url);
  });
  const backAt = performance.now();
  while ((await track()).status !== 200 && performance.now() - backAt < DEADLINE_MS) await setTimeout(50);
  const recoveredMs = performance.now() - backAt;
  const stored = await database.query(
    `select h.site_event_bk as id from business.site_event_h as h where h.tenant_hk = auth.tenant_hk('demo')`,
  );
  const kept = new Set(stored.map(({ id }) => id));
  const lost = acknowledged.filter((id) => !kept.has(id)).length;
  await database.close();
  await server.stop();
  await postgres.stop();
  const unclear = refused.filter(({ status, code, retryAfter }) => status !== 503 || !code || !retryAfter).length;
  return [
    { what: `events until ${mib} MiB were full`, value: before, unit: '' },
    { what: 'refused while it was full', value: refused.length, unit: '', wanted: `≥ ${REFUSED}` },
    { what: 'of them otherwise than 503 with code and Retry-After', value: unclear, unit: '', wanted: '≤ 0' },
    { what: 'storing again after', value: recoveredMs, unit: 'ms', wanted: '< 10,000' },
    { what: 'acknowledged and lost', value: lost, unit: '', wanted: '≤ 0' },
  ];
}

/** @param {string[]} args */
const mount = (args) => spawnSync('mount', args);

/** @param {string} why */
function skip(why) {
  process.stdout.write(`\nbadLoad, fullDisk: left out, ${why}.\n`);
  return null;
}
