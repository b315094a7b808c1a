import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { readOption } from '../shared/readOption.mjs';
import { percentile } from '../shared/report.mjs';
import { startPostgres } from '../shared/startPostgres.mjs';
import { startServer } from '../shared/startServer.mjs';
import { countLoaded } from './countLoaded.mjs';
import { measureOther } from './measureOther.mjs';
import { send } from './send.mjs';
import { watchConnections } from './watchConnections.mjs';

const BATCHES = 16;
const EVENTS = 500;
const ITEMS = 100;
const GIVE_UP_MS = 600_000;

/**
 * 16 batches at once, each of 500 events with 100 new items, half to each of two servers; a refused batch is sent again
 * after its `Retry-After`. Beside them another customer's single events. `--busy 8` runs as many endless loops beside.
 */
export async function heavy() {
  const busy = Array.from({ length: readOption('busy', 0) }, () => spawn(process.execPath, ['-e', 'for (;;);']));
  const endBusy = () => {
    for (const loop of busy) loop.kill('SIGKILL');
  };
  process.once('exit', endBusy);
  const postgres = await startPostgres();
  const servers = [];
  for (let n = 0; n < 2; n++) {
    servers.push(await startServer(postgres.url, ['--key', 'other:ovt_other'], { isSilent: true }));
  }
  const urls = servers.map(({ url }) => url);
  const bodies = Array.from({ length: BATCHES }, createBatch);

  const alone = await measureAlone(urls[0] ?? '', createBatch());
  const connections = watchConnections(postgres.url);
  const startedAt = performance.now();
  let isDone = false;
  const other = measureOther(urls, () => isDone);
  let refusals = 0;
  let unanswered = 0;
  const stored = await Promise.all(
    bodies.map(async (body, n) => {
      while (performance.now() - startedAt < GIVE_UP_MS) {
        // `fetch` of Node gives up after five minutes without an answer.
        const response = await send(urls[n % 2] ?? '', 'demo', '/api/v1/track', body).catch(() => undefined);
        if (response?.status === 200) return true;
        if (response && response.status !== 503) throw new Error(`Failed to store a batch: ${response.status}.`);
        if (response) refusals += 1;
        else unanswered += 1;
        await sleep(1000 * Number(response?.headers.get('Retry-After') ?? 1));
      }
      return false;
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  isDone = true;
  const { times, failed } = await other;
  const mostConnections = await connections.stop();
  const loaded = await countLoaded(urls[0] ?? '');
  for (const server of servers) await server.stop();
  await postgres.stop();
  endBusy();
  return [
    { what: 'one batch alone', value: alone, unit: 's' },
    { what: 'batches stored of 16', value: stored.filter(Boolean).length, unit: '', wanted: '≥ 16' },
    { what: '  events loaded of 8,500', value: loaded, unit: '', wanted: '≥ 8,500' },
    { what: '  answers 503 on the way', value: refusals, unit: '' },
    { what: '  given up after five minutes', value: unanswered, unit: '' },
    { what: '  all of them after', value: seconds, unit: 's' },
    { what: 'connections, at most', value: mostConnections, unit: '', wanted: '≤ 22' },
    { what: 'another customer meanwhile, requests', value: times.length, unit: '' },
    { what: '  refused', value: failed, unit: '', wanted: '≤ 0' },
    { what: '  p50', value: percentile(times, 0.5), unit: 'ms' },
    { what: '  p95', value: percentile(times, 0.95), unit: 'ms', wanted: '< 1,000' },
  ];
}

let batches = 0;

/** 740 KB: 500 events, each with 100 items that no event had before. */
function createBatch() {
  batches += 1;
  const prefix = batches.toString(36);
  return JSON.stringify(
    Array.from({ length: EVENTS }, (_, event) => ({
      event_id: `evt_${prefix}_${event}`,
      event_type: 'view_item_list',
      event_data: {
        items: Array.from({ length: ITEMS }, (_item, n) => ({ id: prefix + (event * ITEMS + n).toString(36) })),
      },
    })),
  );
}

/** @param {string} url @param {string} body */
async function measureAlone(url, body) {
  const startedAt = performance.now();
  const { status } = await send(url, 'demo', '/api/v1/track', body);
  const seconds = (performance.now() - startedAt) / 1000;
  console.error(`One batch alone: ${status} after ${seconds.toFixed(1)} s.`);
  return seconds;
}
