// Node's own timers: those of jsdom, in which the test kit may run, are numbers without `unref`.
import { clearTimeout, setTimeout } from 'node:timers';
import type { Engine } from '../engine/port.ts';
import type { Log } from '../log.ts';
import { judgeHealth } from './judgeHealth.ts';

export interface HealthWatchOptions {
  engine: Pick<Engine, 'totals'>;
  log: Log;
  everyMs?: number;
}

export interface HealthWatch {
  /** Stops it; resolves when no query runs. */
  stop(): Promise<void>;
}

const EVERY_MS = 10_000;

/** Says in the log, once each, that the pipeline became degraded and that it is healthy again. */
export function startHealthWatch({ engine, log, everyMs = EVERY_MS }: HealthWatchOptions): HealthWatch {
  let isDegraded = false;
  let isStopped = false;
  let looking: Promise<void> = Promise.resolve();
  let timer = later();

  async function look(): Promise<void> {
    const problems = judgeHealth(await engine.totals());
    if (problems.length > 0 === isDegraded) return;
    isDegraded = !isDegraded;
    if (!isDegraded) return log.warn('[OneVault] The pipeline is healthy again.');
    const messages = problems.map(({ message, reasons = [] }) =>
      [message, ...reasons.map(({ message, count }) => `${message} ×${count}`)].join('; '),
    );
    log.warn(`[OneVault] The pipeline is degraded: ${messages.join('. ')}. /health/detailed says more.`, { problems });
  }

  function later(): ReturnType<typeof setTimeout> {
    const next = setTimeout(() => {
      // An unavailable database is logged where requests meet it.
      looking = look()
        .catch(() => {})
        .then(() => {
          if (!isStopped) timer = later();
        });
    }, everyMs);
    next.unref();
    return next;
  }

  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
