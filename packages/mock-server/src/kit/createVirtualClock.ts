import { parseDuration } from './parseDuration.ts';

/** The time as the pipeline sees it: real, plus what it was advanced by; or frozen. */
export interface VirtualClock {
  now(): Date;
  /** What it was advanced by, all in all. */
  readonly offsetMs: number;
  readonly isFrozen: boolean;
  /**
   * What is moved: in memory everything; a database keeps its own time for what arrives and for retries, and only
   * sessions and retention are looked at as of the later time.
   */
  readonly moves: 'everything' | 'sessions_and_retention';
  /**
   * Moves the time on, and resolves when everything that fell due meanwhile is done, each thing at its own time:
   * retries of set-aside events, sessions that are over, events past their retention.
   *
   * @param duration `'31 min'`, `'2 days'`, or milliseconds.
   */
  advance(duration: string | number): Promise<void>;
  /** Stops the time: only `advance` moves it, so that nothing falls due by itself however slow the machine is. */
  freeze(): void;
  /** Lets it run again, from where it stands. */
  resume(): void;
}

export interface KitClock extends VirtualClock {
  nowMs(): number;
}

export interface ClockOptions extends Pick<VirtualClock, 'moves'> {
  /** When the next thing falls due, where that is known. */
  nextDueMs(): number | null;
  /** Does what has fallen due. */
  catchUp(now: Date): Promise<void>;
}

// The engine's time is real even where a test has fake timers, and so stays in step with the database's.
const realNow = Date.now;

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
    offsetMs += byMs;
    try {
      // What fails again falls due again, from the time of its failure on. Something that stays due is not done now.
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

function isWithin(dueMs: number | null, afterMs: number, untilMs: number): dueMs is number {
  return dueMs !== null && dueMs > afterMs && dueMs <= untilMs;
}
