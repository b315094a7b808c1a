import { parseDuration } from './parseDuration.ts';

/** The time as the pipeline sees it: real, plus what it was advanced by. */
export interface VirtualClock {
  now(): Date;
  readonly offsetMs: number;
  /**
   * What is moved: in memory everything; a database keeps its own time for what arrives and for retries, and only
   * sessions and retention are looked at as of the later time.
   */
  readonly moves: 'everything' | 'sessions_and_retention';
  /**
   * Moves the time on, and resolves when everything that fell due meanwhile is done: retries of set-aside events,
   * sessions that are over, events past their retention.
   *
   * @param duration `'31 min'`, `'2 days'`, or milliseconds.
   */
  advance(duration: string | number): Promise<void>;
}

export interface ClockBench extends VirtualClock {
  nowMs(): number;
}

export interface ClockOptions extends Pick<VirtualClock, 'moves'> {
  /** Does what has fallen due. */
  catchUp(now: Date): Promise<void>;
}

// The engine's time is real even where a test has fake timers, and so stays in step with the database's.
const realNow = Date.now;

export function createVirtualClock({ moves, catchUp }: ClockOptions): ClockBench {
  let offsetMs = 0;
  const nowMs = () => realNow() + offsetMs;
  const now = () => new Date(nowMs());
  return {
    moves,
    nowMs,
    now,
    get offsetMs() {
      return offsetMs;
    },
    async advance(duration) {
      offsetMs += parseDuration(duration);
      await catchUp(now());
    },
  };
}
