import { lru } from 'tiny-lru';

export interface LookupOptions {
  maxAgeMs: number;
  maxEntries: number;
  nowMs?: () => number;
}

export interface Lookup<T> {
  get(key: string): Promise<T>;
  /** Without a key: everything. */
  forget(key?: string): void;
}

/** Remembers what `load` found for a short while; calls that come while it loads share the one load. */
export function createLookup<T>(
  load: (key: string) => Promise<T>,
  { maxAgeMs, maxEntries, nowMs = () => performance.now() }: LookupOptions,
): Lookup<T> {
  // Ages are ours: the cache would count them by the wall clock, which people set back.
  const entries = lru<{ value: Promise<T>; untilMs: number }>(maxEntries);

  return {
    get(key) {
      const known = entries.get(key);
      if (known && known.untilMs > nowMs()) return known.value;
      const entry = { value: load(key), untilMs: nowMs() + maxAgeMs };
      entries.set(key, entry);
      entry.value.catch(() => {
        if (entries.get(key) === entry) entries.delete(key);
      });
      return entry.value;
    },
    forget(key) {
      if (key === undefined) entries.clear();
      else entries.delete(key);
    },
  };
}
