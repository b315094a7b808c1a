import { parseDuration } from './parseDuration.ts';

/** The pipeline's clock: the real time plus an offset, or frozen. */
export interface VirtualClock {
  now(): Date;
  /** The sum of all advances. */
  readonly offsetMs: number;
  readonly isFrozen: boolean;
  /**
   * What the clock moves: in memory everything; a database uses its own clock for arrivals and retries, so there it
   * moves only sessions and retention.
   */
  readonly moves: 'everything' | 'sessions_and_retention';
  /**
   * Advances the clock, and resolves when everything that became due is done, in order of time: retries of set-aside
   * events, ended sessions, events past their retention.
   *
   * @param duration `'31 min'`, `'2 days'`, or milliseconds.
   * @throws Error when the clock would go beyond the year 9999; it stays where it is.
   */
  advance(duration: string | number): Promise<void>;
  /** Stops the clock: only `advance` moves it, so that nothing becomes due by itself on a slow machine. */
  freeze(): void;
  /** Lets the clock run again from its present time. */
  resume(): void;
}

export interface KitClock extends VirtualClock {
  nowMs(): number;
}

export interface ClockOptions extends Pick<VirtualClock, 'moves'> {
  /** When the next work is due, if known. */
  nextDueMs(): number | null;
  /** Does all due work. */
  catchUp(now: Date): Promise<void>;
}

// The real clock, even in a test with fake timers, so that the engine stays in step with the database.
const realNow = Date.now;

// Later years have five digits: neither our timestamps nor those of most databases can be read then.
const LATEST_MS = Date.parse('9999-12-31T00:00:00Z');

export function createVirtualClock({ moves, nextDueMs, catchUp }: ClockOptions): KitClock {
  let offsetMs = 0;
  let aheadMs = 0;
  let heldMs: number | null = null;
  let isFrozen = false;
  let turn: Promise<unknown> = Promise.resolve();

  const nowMs = () => heldMs ?? realNow() + aheadMs;
  const now = () => new Date(nowMs());
  const letRun = () => {
    if (isFrozen || heldMs === null) return;
    aheadMs = heldMs - realNow();
    heldMs = null;
  };

  async function move(byMs: number): Promise<void> {
    const targetMs = nowMs() + byMs;
    if (targetMs > LATEST_MS) throw beyondCalendar();
    offsetMs += byMs;
    try {
      // An event that fails again becomes due again later. The loop ends if a due time does not advance.
      for (let lastMs = -1, dueMs = nextDueMs(); isWithin(dueMs, lastMs, targetMs); dueMs = nextDueMs()) {
        lastMs = dueMs;
        heldMs = Math.max(dueMs, nowMs());
        await catchUp(now());
      }
      heldMs = targetMs;
      await catchUp(now());
    } finally {
      letRun();
    }
  }

  return {
    moves,
    nowMs,
    now,
    get offsetMs() {
      return offsetMs;
    },
    get isFrozen() {
      return isFrozen;
    },
    async advance(duration) {
      const byMs = parseDuration(duration);
      const moved = turn.then(() => move(byMs));
      turn = moved.catch(() => {});
      await moved;
    },
    freeze() {
      isFrozen = true;
      heldMs = nowMs();
    },
    resume() {
      isFrozen = false;
      letRun();
    },
  };
}

function beyondCalendar(): Error {
  return new Error('Failed to advance the clock: it would go beyond the year 9999. Please advance it by less.');
}

function isWithin(dueMs: number | null, afterMs: number, untilMs: number): dueMs is number {
  return dueMs !== null && dueMs > afterMs && dueMs <= untilMs;
}
