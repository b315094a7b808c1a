import type { Operations } from '../engine/port.ts';
import { type Log, silentLog } from '../log.ts';

export interface UpkeepOptions {
  operations: Pick<Operations, 'customersToMaintain' | 'maintain' | 'maintainStorage'>;
  log?: Log;
  everyMs?: number;
  storageEveryMs?: number;
}

export interface Upkeep {
  /** Stops it; resolves when running work has finished. */
  stop(): Promise<void>;
}

// Sessions become due in steps of 10 minutes (totals.add_events), so a minute is soon enough.
const EVERY_MS = 60_000;
// There are always partitions for two months ahead.
const STORAGE_EVERY_MS = 86_400_000;

/**
 * Closes sessions, deletes events past their retention, and maintains partitions, in the background: one customer after
 * the other, a bounded amount of work each. Any number of servers and workers may run it.
 */
export function startUpkeep(options: UpkeepOptions): Upkeep {
  const { operations, log = silentLog, everyMs = EVERY_MS, storageEveryMs = STORAGE_EVERY_MS } = options;
  let isStopped = false;
  let storageDueMs = performance.now();
  let hasFailed = false;
  let running: Promise<void> = Promise.resolve();
  let timer = later(maintain, everyMs);

  function maintain(): void {
    running = maintainAll()
      .then(() => {
        hasFailed = false;
      })
      .catch((error: unknown) => {
        // Once per outage.
        if (!hasFailed) log.warn(`[OneVault] Failed to maintain sessions and retention: ${String(error)}. Will retry.`);
        hasFailed = true;
      })
      .then(() => {
        if (!isStopped) timer = later(maintain, everyMs);
      });
  }

  async function maintainAll(): Promise<void> {
    let failure: unknown;
    for (const customerId of await operations.customersToMaintain()) {
      if (isStopped) return;
      try {
        const done = await operations.maintain(customerId);
        if (done.eventsForgotten + done.idsForgotten > 0) {
          log.info(`[OneVault] Retention: deleted ${done.eventsForgotten} events and ${done.idsForgotten} ids`);
        }
      } catch (error) {
        // A failure of one customer must not stop the others.
        failure ??= error;
      }
    }
    if (!isStopped && performance.now() >= storageDueMs) {
      await operations.maintainStorage();
      storageDueMs = performance.now() + storageEveryMs;
    }
    if (failure !== undefined) throw failure;
  }

  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** A timer that does not keep the process alive. */
function later(run: () => void, ms: number): ReturnType<typeof setTimeout> {
  const timer: { unref?: () => void } & ReturnType<typeof setTimeout> = setTimeout(run, ms);
  timer.unref?.();
  return timer;
}
