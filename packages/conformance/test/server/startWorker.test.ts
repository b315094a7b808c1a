import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { type Engine, EngineUnavailable } from '@onevault/server/internal/engine/port';
import type { Log } from '@onevault/server/internal/log';
import { startWorker } from '@onevault/server/internal/worker/startWorker';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const EMPTY = {
  total_processed: 0,
  raw_to_staging_count: 0,
  staging_to_business_count: 0,
  total_success_count: 0,
  total_error_count: 0,
  processing_summary: '',
};

let lines: string[] = [];
const log: Log = {
  info: (line) => lines.push(line),
  warn: (line) => lines.push(line),
  error: (line) => lines.push(line),
};

beforeEach(() => {
  lines = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** An engine whose runs end when the test ends them. */
function createHeldEngine() {
  const runs: { customerId: string; finish(events?: number, errors?: number): void; fail(error: Error): void }[] = [];
  const engine: Engine = {
    ...createMemoryEngine(),
    process: vi.fn(
      (customerId: string) =>
        new Promise<typeof EMPTY>((resolve, reject) => {
          runs.push({
            customerId,
            finish: (events = 0, errors = 0) =>
              resolve({
                ...EMPTY,
                total_processed: events,
                total_success_count: events - errors,
                total_error_count: errors,
              }),
            fail: reject,
          });
        }),
    ),
    customersWithWork: vi.fn(async () => [] as string[]),
  };
  return { engine, runs, started: () => runs.map(({ customerId }) => customerId) };
}

test('runs at once when woken, and once more for all calls during the run', async () => {
  const { engine, runs, started } = createHeldEngine();
  const worker = startWorker({ engine });
  for (let i = 0; i < 5; i += 1) worker.wake('a');
  expect(started()).toEqual(['a']);
  runs[0]?.finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(started()).toEqual(['a', 'a']);
  runs[1]?.finish();
  await worker.settle();
  expect(started()).toEqual(['a', 'a']);
  await worker.stop();
});

test('runs a few customers in parallel, the others in turn', async () => {
  const { engine, runs, started } = createHeldEngine();
  const worker = startWorker({ engine });
  for (const customerId of ['a', 'b', 'c', 'd', 'e', 'f', 'a']) worker.wake(customerId);
  expect(started()).toEqual(['a', 'b', 'c', 'd']);
  runs[0]?.finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(started()).toEqual(['a', 'b', 'c', 'd', 'e']);
  for (let i = 0; i < 7; i += 1) {
    runs[i]?.finish();
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(started()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'a']);
  await worker.stop();
});

test('customers whose last run failed leave room for others', async () => {
  const { engine, runs, started } = createHeldEngine();
  const worker = startWorker({ engine });
  const away = ['w', 'x', 'y', 'z'];
  for (const customerId of away) worker.wake(customerId);
  for (const run of runs) run.fail(new Error('away'));
  await vi.advanceTimersByTimeAsync(100);
  expect(started()).toEqual([...away, 'w', 'x']);
  for (const customerId of ['a', 'b', 'c']) worker.wake(customerId);
  expect(started().slice(4)).toEqual(['w', 'x', 'a', 'b']);
  runs[4]?.fail(new Error('away'));
  await vi.advanceTimersByTimeAsync(0);
  expect(started().slice(8)).toEqual(['y']);
  for (let n = 5; n < runs.length; n += 1) {
    runs[n]?.finish();
    await vi.advanceTimersByTimeAsync(200);
  }
  expect(started().slice(9).sort()).toEqual(['c', 'w', 'z']);
  await worker.stop();
});

test('a customer with more than a batch goes to the end of the queue', async () => {
  const { engine, runs, started } = createHeldEngine();
  const worker = startWorker({ engine });
  for (const customerId of ['flood', 'b', 'c', 'd', 'e']) worker.wake(customerId);
  expect(engine.process).toHaveBeenCalledWith('flood', { maxBatches: 1 });
  runs[0]?.finish(500);
  await vi.advanceTimersByTimeAsync(0);
  expect(started()).toEqual(['flood', 'b', 'c', 'd', 'e']);
  runs[1]?.finish(3);
  await vi.advanceTimersByTimeAsync(0);
  expect(started()).toEqual(['flood', 'b', 'c', 'd', 'e', 'flood']);
  runs[5]?.finish();
  for (const run of runs.slice(2)) run.finish();
  await vi.advanceTimersByTimeAsync(0);
  // It was taken for one with a backlog when the others ended.
  expect(started().slice(6)).toEqual(['flood']);
  runs[6]?.finish();
  await worker.settle();
  expect(started()).toHaveLength(7);
  await worker.stop();
});

test('a customer with more than a batch has two runs, the second after the customers that wait', async () => {
  const { engine, runs, started } = createHeldEngine();
  const worker = startWorker({ engine });
  worker.wake('flood');
  runs[0]?.finish(500);
  await vi.advanceTimersByTimeAsync(0);
  expect(started()).toEqual(['flood', 'flood', 'flood']);
  for (const customerId of ['b', 'c', 'd']) worker.wake(customerId);
  expect(started().slice(3)).toEqual(['b', 'c']);
  runs[1]?.finish(500);
  await vi.advanceTimersByTimeAsync(0);
  expect(started().slice(5)).toEqual(['d']);
  runs[2]?.finish(499);
  await vi.advanceTimersByTimeAsync(0);
  expect(started().slice(6)).toEqual(['flood']);
  worker.wake('flood');
  for (const run of runs.slice(3, 6)) run.finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(started()).toHaveLength(7);
  runs[6]?.finish(499);
  await vi.advanceTimersByTimeAsync(0);
  expect(started().slice(7)).toEqual(['flood']);
  runs[7]?.finish();
  await worker.settle();
  expect(started()).toHaveLength(8);
  await worker.stop();
});

test('two runs of a customer that fail are retried once', async () => {
  const { engine, runs, started } = createHeldEngine();
  const worker = startWorker({ engine });
  worker.wake('a');
  runs[0]?.finish(500);
  await vi.advanceTimersByTimeAsync(0);
  runs[1]?.fail(new Error('away'));
  await vi.advanceTimersByTimeAsync(0);
  runs[2]?.fail(new Error('away'));
  await vi.advanceTimersByTimeAsync(99);
  expect(started()).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(1);
  expect(started()).toHaveLength(4);
  runs[3]?.finish();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(started()).toHaveLength(4);
  await worker.stop();
});

test('a run that succeeds beside one that fails takes its events', async () => {
  const { engine, runs, started } = createHeldEngine();
  const worker = startWorker({ engine });
  worker.wake('a');
  runs[0]?.finish(500);
  await vi.advanceTimersByTimeAsync(0);
  runs[1]?.fail(new Error('deadlock'));
  await vi.advanceTimersByTimeAsync(0);
  expect(started()).toHaveLength(3);
  runs[2]?.finish(3);
  await vi.advanceTimersByTimeAsync(0);
  expect(started()).toHaveLength(4);
  runs[3]?.finish();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(started()).toHaveLength(4);
  await worker.stop();
});

test('a customer who was woken during a run that failed waits for the retry', async () => {
  const { engine, runs, started } = createHeldEngine();
  const worker = startWorker({ engine });
  worker.wake('a');
  worker.wake('a');
  runs[0]?.fail(new Error('away'));
  await vi.advanceTimersByTimeAsync(99);
  expect(started()).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(started()).toHaveLength(2);
  runs[1]?.finish();
  await worker.stop();
});

test('counts a failed event once, as processed', async () => {
  const { engine, runs, started } = createHeldEngine();
  const onRun = vi.fn();
  const worker = startWorker({ engine, onRun });
  worker.wake('a');
  runs[0]?.finish(300, 250);
  await worker.settle();
  expect(onRun).toHaveBeenCalledWith(expect.objectContaining({ events: 300, failed: false }));
  expect(started()).toEqual(['a']);
  await worker.stop();
});

test('finds work by polling', async () => {
  const { engine, runs, started } = createHeldEngine();
  vi.mocked(engine.customersWithWork).mockResolvedValueOnce(['left-by-a-crash']);
  const worker = startWorker({ engine, pollMs: 500 });
  await vi.advanceTimersByTimeAsync(499);
  expect(started()).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(started()).toEqual(['left-by-a-crash']);
  runs[0]?.finish();
  await worker.stop();
});

test('after each failure waits longer, logs it, and tries again', async () => {
  const { engine, runs, started } = createHeldEngine();
  const worker = startWorker({ engine, log, pollMs: 1e9 });
  worker.wake('a');
  runs[0]?.fail(new EngineUnavailable('connection refused'));
  await vi.advanceTimersByTimeAsync(0);
  worker.wake('a');
  expect(started()).toEqual(['a']);
  worker.wake('b');
  expect(started()).toEqual(['a', 'b']);
  await vi.advanceTimersByTimeAsync(100);
  expect(started()).toEqual(['a', 'b', 'a']);
  runs[2]?.fail(new Error('still down'));
  await vi.advanceTimersByTimeAsync(199);
  expect(started()).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(1);
  runs[3]?.finish();
  await vi.advanceTimersByTimeAsync(0);
  worker.wake('a');
  expect(started()).toEqual(['a', 'b', 'a', 'a', 'a']);
  expect(lines).toContain(
    '⚠️ Site tracking processing failed (non-critical): {"error":"connection refused","next_attempt_in_ms":100}',
  );
  expect(lines).toContain('🔄 Background processing: Starting site tracking pipeline...');
  runs[1]?.finish();
  runs[4]?.finish();
  await worker.stop();
});

test('an unavailable database is logged once and polled again', async () => {
  const { engine, runs, started } = createHeldEngine();
  vi.mocked(engine.customersWithWork)
    .mockRejectedValueOnce(new EngineUnavailable('away'))
    .mockRejectedValueOnce(new EngineUnavailable('away'))
    .mockResolvedValueOnce(['a']);
  const worker = startWorker({ engine, log, pollMs: 500 });
  await vi.advanceTimersByTimeAsync(500 + 100 + 200);
  expect(started()).toEqual(['a']);
  expect(lines.filter((line) => line.includes('Failed to poll'))).toHaveLength(1);
  runs[0]?.finish();
  await worker.stop();
});

test('stop waits for active runs, starts no more and leaves no timer', async () => {
  const { engine, runs, started } = createHeldEngine();
  const worker = startWorker({ engine });
  worker.wake('a');
  worker.wake('a');
  let isStopped = false;
  const stopping = worker.stop().then(() => {
    isStopped = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(isStopped).toBe(false);
  runs[0]?.finish();
  await stopping;
  worker.wake('b');
  expect(started()).toEqual(['a']);
  expect(vi.getTimerCount()).toBe(0);
});

test('logs the lines that log readers search for', async () => {
  const engine = createMemoryEngine();
  await engine.upsertCustomer('demo');
  const event = { eventId: 'evt_1', payload: {}, clientIpHash: null, userAgent: null, enrichment: null };
  await engine.store('demo', [event], { process: false });
  const worker = startWorker({ engine, log });
  worker.wake('demo');
  await worker.settle();
  worker.wake('demo');
  await worker.settle();
  await worker.stop();
  expect(lines).toEqual([
    '🔄 Background processing: Starting site tracking pipeline...',
    expect.stringMatching(/^✅ Processing result: \{"total_processed":1,.*\}$/),
    '🔄 Background processing: Starting site tracking pipeline...',
    'ℹ️ No processing needed - all events up to date',
  ]);
});
