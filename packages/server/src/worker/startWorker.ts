import { type Engine, PROCESS_BATCH_EVENTS } from '../engine/port.ts';
import { type Log, silentLog } from '../log.ts';

export interface WorkerOptions {
  engine: Engine;
  log?: Log;
  /** How often to poll for work without a wake-up: left by a crash or another server, or due for a retry. */
  pollMs?: number;
  /** Called after every run. */
  onRun?: (run: { events: number; seconds: number; failed: boolean }) => void;
}

export interface Worker {
  /** Processes a customer's waiting events now; calls during a run share one more run. */
  wake(customerId: string): void;
  /** Resolves when no run is active or queued. Does not wait for retries. */
  settle(): Promise<void>;
  /** Stops polling; resolves when the active runs have finished. Waiting events stay in the database. */
  stop(): Promise<void>;
}

// Half of the second within which an async event has to be in the business layer.
const POLL_MS = 500;
// How many runs there are in parallel. The database reaches its limit well before; the others queue.
const MAX_ACTIVE = 4;
// How many of them may be of one customer with more waiting events than a batch. The statements of one run keep one core
// of the database busy.
const MAX_OF_BACKLOG = 2;
// How many may be of customers whose last run failed: the runs of many customers whose rows are locked, or whose machine
// of a cluster does not answer, may all hang, and the others still get their turn.
const MAX_ACTIVE_FAILING = 2;
const FIRST_BACKOFF_MS = 100;
// Short enough to process waiting events within seconds after an outage.
const LONGEST_BACKOFF_MS = 2_000;

/**
 * Processes events in the background, one run per customer at a time, two after a full batch. A run is one batch; a
 * customer with more events goes to the end of the queue, so that a flood of one customer does not delay the others.
 */
export function startWorker({ engine, log = silentLog, pollMs = POLL_MS, onRun }: WorkerOptions): Worker {
  // In the order of wake-ups, so that every customer gets a turn before another's second.
  const waiting = new Set<string>();
  const active = new Map<Promise<void>, string>();
  /** Customers whose last batch was full. */
  const backlogs = new Set<string>();
  const failing = new Map<string, { attempts: number; timer: ReturnType<typeof setTimeout> | null }>();
  let isStopped = false;
  let polling: Promise<void> = Promise.resolve();
  let pollTimer = later(poll, pollMs);
  let failedPolls = 0;

  function wake(customerId: string): void {
    // After a failed run only the customer's retry timer starts the next: an earlier one would load a failing database.
    if (isStopped || failing.get(customerId)?.timer) return;
    waiting.add(customerId);
    pump();
  }

  function pump(): void {
    for (const customerId of waiting) {
      if (isStopped || active.size >= MAX_ACTIVE) return;
      const most = backlogs.has(customerId) ? MAX_OF_BACKLOG : 1;
      const running = countActive((id) => id === customerId);
      if (running >= most || (failing.has(customerId) && isEnoughFailing())) continue;
      waiting.delete(customerId);
      const run = process(customerId).finally(() => {
        active.delete(run);
        pump();
      });
      active.set(run, customerId);
      // Its other run comes after those that wait already: a set is walked through in the order of what was added.
      if (running + 1 < most) waiting.add(customerId);
    }
  }

  function isEnoughFailing(): boolean {
    return countActive((id) => failing.has(id)) >= MAX_ACTIVE_FAILING;
  }

  function countActive(isMeant: (customerId: string) => boolean): number {
    let count = 0;
    for (const customerId of active.values()) if (isMeant(customerId)) count += 1;
    return count;
  }

  async function process(customerId: string): Promise<void> {
    log.info('🔄 Background processing: Starting site tracking pipeline...');
    const startMs = performance.now();
    const told = (events: number, failed: boolean) =>
      onRun?.({ events, seconds: (performance.now() - startMs) / 1000, failed });
    try {
      const results = await engine.process(customerId, { maxBatches: 1 });
      endFailing(customerId);
      const events = results.total_processed;
      told(events, false);
      // A full batch: there may be more.
      if (events < PROCESS_BATCH_EVENTS) backlogs.delete(customerId);
      else if (!isStopped) {
        backlogs.add(customerId);
        waiting.add(customerId);
      }
      if (events === 0) {
        log.info('ℹ️ No processing needed - all events up to date');
      } else {
        log.info(`✅ Processing result: ${JSON.stringify(results)}`);
      }
    } catch (error) {
      told(0, true);
      backlogs.delete(customerId);
      waiting.delete(customerId);
      // Its other run failed before: one outage, one retry.
      const earlier = failing.get(customerId);
      if (earlier?.timer) return;
      const attempts = (earlier?.attempts ?? 0) + 1;
      const delayMs = backoffMs(attempts);
      const reason = { error: error instanceof Error ? error.message : String(error), next_attempt_in_ms: delayMs };
      log.warn(`⚠️ Site tracking processing failed (non-critical): ${JSON.stringify(reason)}`);
      const timer = isStopped ? null : later(() => retry(customerId, attempts), delayMs);
      failing.set(customerId, { attempts, timer });
    }
  }

  function endFailing(customerId: string): void {
    const { timer } = failing.get(customerId) ?? {};
    failing.delete(customerId);
    if (!timer) return;
    // Its other run failed while this one did not, and left its events.
    clearTimeout(timer);
    wake(customerId);
  }

  function retry(customerId: string, attempts: number): void {
    failing.set(customerId, { attempts, timer: null });
    wake(customerId);
  }

  function poll(): void {
    polling = engine
      .customersWithWork()
      .then((customers) => {
        failedPolls = 0;
        for (const customerId of customers) wake(customerId);
      })
      .catch((error: unknown) => {
        failedPolls += 1;
        // Once per outage, not twice a second.
        if (failedPolls === 1) log.warn(`[OneVault] Failed to poll for waiting events: ${String(error)}. Will retry.`);
      })
      .then(() => {
        if (!isStopped) pollTimer = later(poll, failedPolls === 0 ? pollMs : backoffMs(failedPolls));
      });
  }

  return {
    wake,
    async settle() {
      while (active.size > 0) await Promise.all(active.keys());
    },
    async stop() {
      isStopped = true;
      clearTimeout(pollTimer);
      for (const { timer } of failing.values()) if (timer) clearTimeout(timer);
      await Promise.all([polling, ...active.keys()]);
    },
  };
}

function backoffMs(attempts: number): number {
  return Math.min(FIRST_BACKOFF_MS * 2 ** (attempts - 1), LONGEST_BACKOFF_MS);
}

/** A timer that does not keep the process alive. */
function later(run: () => void, ms: number): ReturnType<typeof setTimeout> {
  const timer: { unref?: () => void } & ReturnType<typeof setTimeout> = setTimeout(run, ms);
  // In a browser timers are numbers without `unref`, and none is needed.
  timer.unref?.();
  return timer;
}
