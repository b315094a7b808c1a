/** The test kit: how long a mock server takes to start inside a test, how long an event takes, the size of the MSW handlers. */
import { readFileSync } from 'node:fs';
import { cpuUsage } from 'node:process';
import { gzipSync } from 'node:zlib';
import { createMockServer } from '../packages/mock-server/dist/testing.js';
import { createEvent } from './shared/createEvent.mjs';
import { percentile, report } from './shared/report.mjs';

const STARTS = 100;
const EVENTS = 500;

/** @param {number} count @param {(i: number) => Promise<void>} run */
async function measure(count, run) {
  const times = [];
  for (let i = 0; i < count; i++) {
    const startedAt = performance.now();
    await run(i);
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** @param {{ port?: false }} options */
async function measureTrack(options) {
  const server = await createMockServer(options);
  const headers = {
    'Content-Type': 'application/json',
    'X-Customer-ID': server.customerId,
    Authorization: `Bearer ${server.token}`,
  };
  const before = cpuUsage();
  const times = await measure(EVENTS, async (i) => {
    const path = `/api/v1/track${i % 2 ? '/async' : ''}`;
    await (await server.fetch(path, { method: 'POST', headers, body: JSON.stringify(createEvent()) })).arrayBuffer();
    await server.settled();
  });
  const { user, system } = cpuUsage(before);
  await server.close();
  return { times, cpuMs: (user + system) / 1_000 / EVENTS };
}

/** @param {{ port?: false }} options */
const measureStart = async (options) => {
  /** @type {{ close(): Promise<void> }[]} */
  const servers = [];
  const times = await measure(STARTS, async () => {
    servers.push(await createMockServer(options));
  });
  await Promise.all(servers.map((server) => server.close()));
  return times;
};

// Each measurement has a warm-up run: a suite has more than one test.
await measureTrack({});
const [track, trackWithout] = [await measureTrack({}), await measureTrack({ port: false })];
const [start, startWithout] = [await measureStart({}), await measureStart({ port: false })];
const sizeOf = (/** @type {string} */ name) =>
  gzipSync(readFileSync(new URL(`../packages/mock-server/dist/${name}`, import.meta.url)), { level: 9 }).length;
const handlers = sizeOf('msw.js');

report('Test kit', [
  { what: 'start in the process, p95', value: percentile(start, 0.95), unit: 'ms', wanted: '< 100' },
  { what: 'start without a port, p95', value: percentile(startWithout, 0.95), unit: 'ms', wanted: '< 100' },
  { what: 'track + settled, memory, p50', value: percentile(track.times, 0.5), unit: 'ms', wanted: '< 5' },
  { what: 'track + settled, memory, p95', value: percentile(track.times, 0.95), unit: 'ms', wanted: '< 5' },
  // Other programs on the machine hardly change this number.
  { what: 'track + settled, memory, processor time each', value: track.cpuMs, unit: 'ms' },
  {
    what: 'track + settled without a port, p95',
    value: percentile(trackWithout.times, 0.95),
    unit: 'ms',
    wanted: '< 5',
  },
  { what: 'MSW handlers, gzip -9 (msw itself not counted)', value: handlers, unit: 'bytes', wanted: '≤ 33,792' },
]);
