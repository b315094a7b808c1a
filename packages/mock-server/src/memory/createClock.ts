/** A clock in microseconds that never shows the same time twice, so that arrival is a total order. */

export interface Clock {
  /** A new time, later than any before: microseconds since 1970. */
  tick(): number;
  /**
   * The current time in milliseconds; never goes back. Delays are measured with it, not with `tick`, which runs ahead
   * when much happens within one millisecond.
   */
  readMs(): number;
}

export function createClock(nowMs: () => number): Clock {
  let lastMicros = 0;
  let latestMs = 0;
  const readMs = () => {
    latestMs = Math.max(nowMs(), latestMs);
    return latestMs;
  };
  return {
    readMs,
    tick() {
      lastMicros = Math.max(Math.floor(readMs() * 1_000), lastMicros + 1);
      return lastMicros;
    },
  };
}

/** ISO 8601 UTC with six decimals: `2026-11-24T22:08:34.123456Z`. */
export function toIso(micros: number): string {
  const ms = Math.floor(micros / 1_000);
  return `${new Date(ms).toISOString().slice(0, -1)}${String(micros - ms * 1_000).padStart(3, '0')}Z`;
}
