const MINUTE_MS = 60_000;

/** Counts calls; true above the limit of a minute, which only an endless loop reaches. */
export function createRateLimit(maxPerMinute = 6_000): () => boolean {
  let minute = 0;
  let count = 0;
  return () => {
    const thisMinute = Math.floor(Date.now() / MINUTE_MS);
    count = thisMinute === minute ? count + 1 : 1;
    minute = thisMinute;
    return count > maxPerMinute;
  };
}
