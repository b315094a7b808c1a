import { guard } from '../browser/guard.ts';
import { startTimer } from '../browser/startTimer.ts';
import type { Entry } from './createEntry.ts';
import type { Transport } from './Transport.ts';

/** A copy of what waits, left with the browser in case the page crashes or its room for `keepalive` is used up. */
export interface Backup {
  /** Soon; later events join in. */
  _plan(): void;
  _makeNow(): void;
  /** Nothing is left with the browser any more. */
  _revoke(): void;
}

/** A call costs a third of a millisecond, which is too much for every event; a crash is then as late as this. */
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
