import QuickLRU from 'quick-lru';

export interface LookupOptions {
  maxAgeMs: number;
  maxEntries: number;
  nowMs?: () => number;
}

export interface Lookup<T> {
  get(key: string): Promise<T>;
  /** Without a key: forgets all. */
  forget(key?: string): void;
}

/** Caches the results of `load` for a short time; concurrent calls share one load. */
export function createLookup<T>(
  load: (key: string) => Promise<T>,
  { maxAgeMs, maxEntries, nowMs = () => performance.now() }: LookupOptions,
): Lookup<T> {
  // Ages are measured here, by a monotonic clock: the cache would use the wall clock, which can be set back.
  const entries = new QuickLRU<string, { value: Promise<T>; untilMs: number }>({ maxSize: maxEntries });

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
