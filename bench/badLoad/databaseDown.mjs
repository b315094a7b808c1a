import { setTimeout } from 'node:timers/promises';
import { createEvent } from '../shared/createEvent.mjs';
import { readOption } from '../shared/readOption.mjs';
import { percentile } from '../shared/report.mjs';
import { startPostgres } from '../shared/startPostgres.mjs';
import { startServer } from '../shared/startServer.mjs';

const HEADERS = { 'Content-Type': 'application/json', 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo' };
const DEADLINE_MS = 60_000;

/** A PostgreSQL that is killed and stays down (`--down 30`). */
export async function databaseDown() {
  const down = readOption('down', 30);
  const postgres = await startPostgres({ isOurs: true });
  const server = await startServer(postgres.url, [], { isSilent: true });
  const track = (/** @type {object} */ event) =>
    fetch(`${server.url}/api/v1/track`, { method: 'POST', headers: HEADERS, body: JSON.stringify(event) });
  const isReady = async () => (await fetch(`${server.url}/health/ready`)).status === 200;
  for (let i = 0; i < 50; i++) await track(createEvent());

  postgres.kill();
  const downAt = performance.now();
  const times = [];
  let [otherwise, without, readyMeanwhile, asked] = [0, 0, 0, 0];
  while (performance.now() - downAt < down * 1000) {
    const startedAt = performance.now();
    const response = await track(createEvent());
    times.push(performance.now() - startedAt);
    await response.arrayBuffer();
    if (response.status !== 503) otherwise += 1;
    else if (!response.headers.get('retry-after')) without += 1;
    asked += 1;
    if (await isReady()) readyMeanwhile += 1;
    await setTimeout(100);
  }
  await postgres.restart();
  const backAt = performance.now();
  while (!(await isReady()) || (await track(createEvent())).status !== 200) {
    if (performance.now() - backAt > DEADLINE_MS) break;
    await setTimeout(20);
  }
  const recoveredMs = performance.now() - backAt;
  await server.stop();
  await postgres.stop();
  return [
    { what: `requests while it was away for ${down} s`, value: asked, unit: '' },
    { what: 'answered with another status than 503', value: otherwise, unit: '', wanted: '≤ 0' },
    { what: 'without Retry-After', value: without, unit: '', wanted: '≤ 0' },
    { what: 'answer, p99', value: percentile(times, 0.99), unit: 'ms', wanted: '< 1,000' },
    { what: 'ready meanwhile', value: readyMeanwhile, unit: '', wanted: '≤ 0' },
    { what: 'ready and storing again after', value: recoveredMs, unit: 'ms', wanted: '< 5,000' },
  ];
}
