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
  const entries = new Map<string, { value: Promise<T>; untilMs: number }>();

  return {
    get(key) {
      const known = entries.get(key);
      if (known && known.untilMs > nowMs()) return known.value;
      const entry = { value: load(key), untilMs: nowMs() + maxAgeMs };
      // Deleted first, so that the map stays in the order of loading and the first entry is the oldest.
      entries.delete(key);
      entries.set(key, entry);
      const oldest = entries.keys().next();
      if (entries.size > maxEntries && !oldest.done) entries.delete(oldest.value);
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
