/** The time until the server listens: with a new embedded database, with an existing one, and in memory. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createMockServer as startInProcess } from '../packages/mock-server/dist/testing.js';
import { readOption } from './shared/readOption.mjs';
import { percentile, report } from './shared/report.mjs';
import { startProgram, startServer } from './shared/startServer.mjs';

const RUNS = readOption('runs', 5);

/** @param {() => Promise<number>} run */
async function median(run) {
  const times = [];
  for (let i = 0; i < RUNS; i++) times.push(await run());
  return percentile(times, 0.5);
}

/** @param {string} folder */
const npmStart = async (folder) => {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const server = await startProgram(npm, ['start', '--', '--port', '0', '--database', folder]);
  await server.stop();
  // npm ends before the server that it started, which empties the lock at its end.
  while (readFileSync(join(folder, 'lock'), 'utf8') !== '') await setTimeout(20);
  return server.readyMs;
};

const parent = await mkdtemp(join(tmpdir(), 'onevault-bench-'));
let next = 0;
const fresh = await median(() => npmStart(join(parent, String(next++))));
const kept = await median(() => npmStart(join(parent, '0')));
const memory = await median(async () => {
  const server = await startServer('memory');
  await server.stop();
  return server.readyMs;
});
const inProcess = await median(async () => {
  const startedAt = performance.now();
  const server = await startInProcess();
  const readyMs = performance.now() - startedAt;
  await server.close();
  return readyMs;
});
await rm(parent, { recursive: true, force: true });

report(`Start-up, median of ${RUNS}`, [
  { what: 'npm start, new embedded database', value: fresh, unit: 'ms', wanted: '< 5,000' },
  { what: 'npm start, existing embedded database', value: kept, unit: 'ms', wanted: '< 5,000' },
  { what: 'command line server in memory, from the start of its process', value: memory, unit: 'ms' },
  { what: 'server in memory inside a test', value: inProcess, unit: 'ms', wanted: '< 100' },
]);
