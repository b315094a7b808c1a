import { guard } from '../browser/guard.ts';
import { startTimer } from '../browser/startTimer.ts';
import { toMessage } from '../browser/toMessage.ts';
import type { Backoff } from './createBackoff.ts';
import type { Entry } from './createEntry.ts';
import type { FlushPolicy } from './createFlushPolicy.ts';

export interface Dispatcher {
  /** Decides again after a change. */
  _schedule(): void;
  /** Calls back once, when nothing is left or nothing can be sent. */
  _onceIdle(listener: () => void): void;
}

/** Decides when the next request goes, one at a time. No other code does. */
export function createDispatcher(
  entries: readonly Entry[],
  policy: FlushPolicy,
  backoff: Backoff,
  sendNext: () => Promise<void>,
): Dispatcher {
  let isSending = false;
  let stopTimer: (() => void) | undefined;
  let idle: (() => void)[] = [];

  const schedule = guard(() => {
    if (isSending) return;
    stopTimer?.();
    const flushMs = policy._delayMs(entries);
    if (backoff._isWaiting() || !entries.length) {
      policy._rest();
      for (const listener of idle) listener();
      idle = [];
    }
    if (flushMs == null || backoff._isHalted()) return;
    // Whole milliseconds, or the timer fires a fraction too early.
    const delayMs = Math.ceil(Math.max(flushMs, backoff._remainingMs()));
    if (delayMs > 0) stopTimer = startTimer(send, delayMs);
    else send();
  });

  async function send(): Promise<void> {
    isSending = true;
    // Includes the events that the page's current task still tracks.
    await 0;
    try {
      await sendNext();
    } catch (error) {
      // The page has broken a built-in that batches need.
      backoff._fail(toMessage(error));
    }
    isSending = false;
    schedule();
  }

  return {
    _schedule: schedule,
    _onceIdle(listener) {
      // Pages have broken `push`.
      idle[idle.length] = listener;
    },
  };
}
