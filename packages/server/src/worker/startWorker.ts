import { type Engine, PROCESS_BATCH_EVENTS } from '../engine/port.ts';
import { type Log, silentLog } from '../log.ts';

export interface WorkerOptions {
  engine: Engine;
  log?: Log;
  /** How often to look for work that nobody woke the worker for: left by a crash, another server, or due for a retry. */
  pollMs?: number;
  /** Told of every run: how many events it took, and how long. */
  onRun?: (run: { events: number; seconds: number; failed: boolean }) => void;
}

export interface Worker {
  /** Has a customer's waiting events processed now; calls that come while it runs share one more run. */
  wake(customerId: string): void;
  /** Resolves when nothing runs and nothing is about to. What failed and waits for its next try does not count. */
  settle(): Promise<void>;
  /** Ends the polling and resolves when what runs has finished. What still waits stays in the database. */
  stop(): Promise<void>;
}

// Half of the second within which an async event has to be in the business layer.
const POLL_MS = 500;
// So many customers are processed at once. The database is the limit well before; the rest wait their turn.
const MAX_ACTIVE = 4;
const FIRST_BACKOFF_MS = 100;
// Short enough that a database that comes back finds its events processed within seconds.
const LONGEST_BACKOFF_MS = 2_000;

/**
 * Processes events behind the answers, one run a customer at a time. A run is one batch: a customer who has
 * more goes to the end of the queue, so that nobody waits for another's flood.
 */
export function startWorker({ engine, log = silentLog, pollMs = POLL_MS, onRun }: WorkerOptions): Worker {
  // In the order of waking, so that no customer waits for another's second turn.
  const waiting = new Set<string>();
  const active = new Map<string, Promise<void>>();
  const failing = new Map<string, { attempts: number; timer: ReturnType<typeof setTimeout> | null }>();
  let isStopped = false;
  let poll: Promise<void> = Promise.resolve();
  let pollTimer = later(look, pollMs);
  let failedPolls = 0;

  function wake(customerId: string): void {
    // A customer whose run failed comes back by its own timer; waking it earlier would hammer a sick database.
    if (isStopped || failing.get(customerId)?.timer) return;
    waiting.add(customerId);
    pump();
  }

  function pump(): void {
    for (const customerId of waiting) {
      if (isStopped || active.size >= MAX_ACTIVE) return;
      if (active.has(customerId)) continue;
      waiting.delete(customerId);
      const run = process(customerId).finally(() => {
        active.delete(customerId);
        pump();
      });
      active.set(customerId, run);
    }
  }

  async function process(customerId: string): Promise<void> {
    log.info('🔄 Background processing: Starting site tracking pipeline...');
    const startMs = performance.now();
    const told = (events: number, failed: boolean) =>
      onRun?.({ events, seconds: (performance.now() - startMs) / 1000, failed });
    try {
      const results = await engine.process(customerId, { maxBatches: 1 });
      failing.delete(customerId);
      const events = results.total_processed;
      told(events, false);
      // A full batch: there may be more.
      if (events >= PROCESS_BATCH_EVENTS && !isStopped) waiting.add(customerId);
      if (events === 0) {
        log.info('ℹ️ No processing needed - all events up to date');
      } else {
        log.info(`✅ Processing result: ${JSON.stringify(results)}`);
      }
    } catch (error) {
      told(0, true);
      const attempts = (failing.get(customerId)?.attempts ?? 0) + 1;
      const delayMs = backoffMs(attempts);
      const reason = { error: error instanceof Error ? error.message : String(error), next_attempt_in_ms: delayMs };
      log.warn(`⚠️ Site tracking processing failed (non-critical): ${JSON.stringify(reason)}`);
      const timer = isStopped ? null : later(() => retry(customerId, attempts), delayMs);
      failing.set(customerId, { attempts, timer });
    }
  }

  function retry(customerId: string, attempts: number): void {
    failing.set(customerId, { attempts, timer: null });
    wake(customerId);
  }

  function look(): void {
    poll = engine
      .tenantsWithWork()
      .then((customers) => {
        failedPolls = 0;
        for (const customerId of customers) wake(customerId);
      })
      .catch((error: unknown) => {
        failedPolls += 1;
        // Once per outage: the same line twice a second helps nobody.
        if (failedPolls === 1) log.warn(`[OneVault] Failed to look for waiting events: ${String(error)}. Going on.`);
      })
      .then(() => {
        if (!isStopped) pollTimer = later(look, failedPolls === 0 ? pollMs : backoffMs(failedPolls));
      });
  }

  return {
    wake,
    async settle() {
      while (active.size > 0) await Promise.all(active.values());
    },
    async stop() {
      isStopped = true;
      clearTimeout(pollTimer);
      for (const { timer } of failing.values()) if (timer) clearTimeout(timer);
      await Promise.all([poll, ...active.values()]);
    },
  };
}

function backoffMs(attempts: number): number {
  return Math.min(FIRST_BACKOFF_MS * 2 ** (attempts - 1), LONGEST_BACKOFF_MS);
}

/** A timer that does not keep the process alive by itself. */
function later(run: () => void, ms: number): ReturnType<typeof setTimeout> {
  const timer: { unref?: () => void } & ReturnType<typeof setTimeout> = setTimeout(run, ms);
  // A browser's timers are numbers, and its pages need no such care.
  timer.unref?.();
  return timer;
}
