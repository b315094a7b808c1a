import { parseDuration } from './parseDuration.ts';

/** The time as the engine sees it: real, plus what it was advanced by. */
export interface VirtualClock {
  now(): Date;
  readonly offsetMs: number;
  /**
   * Moves the time on, and resolves when everything that fell due meanwhile is done (retries of set-aside events).
   *
   * @param duration `'31 min'`, `'2 days'`, or milliseconds.
   */
  advance(duration: string | number): Promise<void>;
}

export interface ClockBench extends VirtualClock {
  nowMs(): number;
}

export interface ClockOptions {
  /** Does what has fallen due. */
  catchUp(): Promise<void>;
  /** Why this engine's time can't be moved, where it can't. */
  fixedBecause: string | null;
}

// The engine's time is real even where a test has fake timers, and so stays in step with the database's.
const realNow = Date.now;

export function createVirtualClock({ catchUp, fixedBecause }: ClockOptions): ClockBench {
  let offsetMs = 0;
  const nowMs = () => realNow() + offsetMs;
  return {
    nowMs,
    now: () => new Date(nowMs()),
    get offsetMs() {
      return offsetMs;
    },
    async advance(duration) {
      const ms = parseDuration(duration);
      if (fixedBecause !== null) {
        throw new Error(`Failed to advance the clock: ${fixedBecause}. Please use the memory engine.`);
      }
      offsetMs += ms;
      await catchUp();
    },
  };
}
