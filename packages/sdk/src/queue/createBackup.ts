import { guard } from '../browser/guard.ts';
import { startTimer } from '../browser/startTimer.ts';
import type { Entry } from './createEntry.ts';
import type { Transport } from './Transport.ts';

/** A copy of waiting events, left with the browser in case the page crashes or exceeds its `keepalive` limit. */
export interface Backup {
  /** Schedules a new copy soon; later events join in. */
  _plan(): void;
  _makeNow(): void;
  /** Cancels the copy. */
  _revoke(): void;
}

/** A call takes a third of a millisecond, too much for every event; so a crash may lose this much time. */
const EVERY_MS = 100;

export function createBackup(leave: Transport['_leave'], take: () => Entry[]): Backup {
  let stopTimer: (() => void) | undefined;
  let takeBack: (() => void) | undefined;
  const revoke = guard(() => {
    stopTimer?.();
    takeBack?.();
    stopTimer = takeBack = undefined;
  });
  const makeNow = (): void => {
    revoke();
    const batch = take();
    if (batch.length) takeBack = leave?.(batch);
  };
  return {
    _plan() {
      if (leave) stopTimer ??= startTimer(makeNow, EVERY_MS);
    },
    _makeNow: makeNow,
    _revoke: revoke,
  };
}
