import QuickLRU from 'quick-lru';

export interface RateLimiterOptions {
  /** Requests a minute; 0 means no limit. */
  perMinute: number;
  nowMs?: () => number;
}

interface RateDecision {
  isAllowed: boolean;
  /** The rate limit headers for every answer; with `Retry-After` when refused. */
  headers: Record<string, string>;
}

export type RateLimiter = (key: string) => RateDecision;

export const DEFAULT_RATE_LIMIT = 6_000;

// About 100 bytes each. Above this number the limiter forgets the longest idle ones.
const MAX_BUCKETS = 20_000;

/**
 * A token bucket per key: bursts up to the limit of a minute, then an even refill. A fixed window would let twice the
 * limit through around the full minute.
 */
export function createRateLimiter({ perMinute, nowMs = () => performance.now() }: RateLimiterOptions): RateLimiter {
  if (perMinute === 0) return () => ({ isAllowed: true, headers: {} });
  const msPerToken = 60_000 / perMinute;
  const buckets = new QuickLRU<string, { tokens: number; atMs: number }>({ maxSize: MAX_BUCKETS });

  return (key) => {
    const now = nowMs();
    const bucket = buckets.get(key) ?? { tokens: perMinute, atMs: now };
    buckets.set(key, bucket);

    bucket.tokens = Math.min(perMinute, bucket.tokens + (now - bucket.atMs) / msPerToken);
    bucket.atMs = now;
    const isAllowed = bucket.tokens >= 1;
    if (isAllowed) bucket.tokens -= 1;
    const headers: Record<string, string> = {
      'RateLimit-Limit': String(perMinute),
      'RateLimit-Remaining': String(Math.floor(bucket.tokens)),
      'RateLimit-Reset': String(Math.ceil(((perMinute - bucket.tokens) * msPerToken) / 1000)),
    };
    if (!isAllowed) headers['Retry-After'] = String(Math.max(1, Math.ceil(((1 - bucket.tokens) * msPerToken) / 1000)));
    return { isAllowed, headers };
  };
}
