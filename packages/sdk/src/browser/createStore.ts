/** Small strings that outlive the page where the browser allows it. */
export interface Store {
  _get(key: string): string | null | undefined;
  /** No value removes the key. False when the value will not outlive the page. */
  _set(key: string, value?: string): boolean;
  /** All keys that outlive the page, other people's too. Throws where the browser forbids to look. */
  _keys(): string[];
}

/** A fifth of what localStorage holds for the whole site. */
const MAX_CHARS = 1_000_000;

const AREAS = ['localStorage', 'sessionStorage'] as const;

/**
 * localStorage; where it is full sessionStorage, which at least the next page of the same tab finds; memory where both
 * are missing, full, forbidden or not wanted. The mere access throws in sandboxed frames and with cookies blocked, so
 * every call stands in its own try.
 */
export function createStore(isMemory?: boolean): Store {
  const memory = new Map<string, string | undefined>();
  const areas = isMemory ? [] : AREAS;
  return {
    _get(key) {
      let value: string | null | undefined = memory.get(key);
      for (const area of areas) {
        try {
          value ??= globalThis[area].getItem(key);
        } catch {
          // Then from the next.
        }
      }
      return value;
    },
    _set(key, value) {
      let rest = value;
      for (const area of areas) {
        try {
          // In any case: what stands in the first would hide what is written to the second.
          globalThis[area].removeItem(key);
          if (rest && rest.length <= MAX_CHARS) {
            globalThis[area].setItem(key, rest);
            rest = '';
          }
        } catch {
          // Then to the next.
        }
      }
      memory.set(key, rest || undefined);
      return !rest;
    },
    _keys: () => areas.flatMap((area) => Object.keys(globalThis[area])),
  };
}
