import { parseDurationMs } from '@onevault/server/internal/parseDurationMs';

/** Parses `'31 min'`, `'2 days'`, `'500 ms'`, or milliseconds. Throws for anything else and for negative values. */
export function parseDuration(duration: unknown): number {
  if (typeof duration === 'number' && Number.isFinite(duration) && duration >= 0) return duration;
  const durationMs = typeof duration === 'string' ? parseDurationMs(duration) : undefined;
  if (durationMs !== undefined) return durationMs;
  throw new Error(
    `Failed to read the duration ${JSON.stringify(duration)}: it is not a number and a unit. ` +
      `Please write something like "31 min"; units are ms, s, min, h and days.`,
  );
}
