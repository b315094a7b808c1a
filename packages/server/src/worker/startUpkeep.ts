import type { Operations } from '../engine/port.ts';
import { type Log, silentLog } from '../log.ts';

export interface UpkeepOptions {
  operations: Pick<Operations, 'tenantsToMaintain' | 'maintain' | 'maintainStorage'>;
  log?: Log;
  everyMs?: number;
  storageEveryMs?: number;
}

export interface Upkeep {
  /** Ends it, and resolves when what runs has finished. */
  stop(): Promise<void>;
}

// A session ends half an hour after its last event: to the minute is soon enough.
const EVERY_MS = 60_000;
// There are always partitions for two months ahead.
const STORAGE_EVERY_MS = 86_400_000;

/**
 * Ends sessions, forgets what is past its retention, and keeps partitions, behind everything else: one
 * customer after the other, each a bounded piece of work. Any number of servers and workers may do so.
 */
export function startUpkeep(options: UpkeepOptions): Upkeep {
  const { operations, log = silentLog, everyMs = EVERY_MS, storageEveryMs = STORAGE_EVERY_MS } = options;
  let isStopped = false;
  let storageDueMs = performance.now();
  let hasFailed = false;
  let running: Promise<void> = Promise.resolve();
  let timer = later(look, everyMs);

  function look(): void {
    running = maintainAll()
      .then(() => {
        hasFailed = false;
      })
      .catch((error: unknown) => {
        // Once per outage.
        if (!hasFailed) log.warn(`[OneVault] Failed to keep up sessions and retention: ${String(error)}. Going on.`);
        hasFailed = true;
      })
      .then(() => {
        if (!isStopped) timer = later(look, everyMs);
      });
  }

  async function maintainAll(): Promise<void> {
    let failure: unknown;
    for (const customerId of await operations.tenantsToMaintain()) {
      if (isStopped) return;
      try {
        const done = await operations.maintain(customerId);
        if (done.eventsForgotten + done.idsForgotten > 0) {
          log.info(`[OneVault] Retention: forgot ${done.eventsForgotten} events and ${done.idsForgotten} ids`);
        }
      } catch (error) {
        // One customer's trouble is not another's.
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

/** A timer that does not keep the process alive by itself. */
function later(run: () => void, ms: number): ReturnType<typeof setTimeout> {
  const timer: { unref?: () => void } & ReturnType<typeof setTimeout> = setTimeout(run, ms);
  timer.unref?.();
  return timer;
}
