const UNITS: Record<string, number> = {
  ms: 1,
  s: 1_000,
  sec: 1_000,
  min: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  day: 86_400_000,
  d: 86_400_000,
};

/** `'31 min'`, `'2 days'`, `'500 ms'`, or milliseconds. Throws for anything else, and for going back. */
export function parseDuration(duration: unknown): number {
  if (typeof duration === 'number' && Number.isFinite(duration) && duration >= 0) return duration;
  const [, count, word = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/.exec(String(duration)) ?? [];
  const unit = UNITS[word] ?? UNITS[word.replace(/s$/, '')];
  if (count === undefined || unit === undefined) {
    throw new Error(
      `Failed to read the duration ${JSON.stringify(duration)}: it is not a number and a unit. ` +
        `Please write something like "31 min"; units are ms, s, min, h and days.`,
    );
  }
  return Number(count) * unit;
}
