import { attempt } from './attempt.ts';

/** Small strings that outlive the page where the browser allows it. */
export interface Store {
  /** `isPeek`: changes nothing on the device. */
  _get(key: string, isPeek?: boolean): string | null | undefined;
  /** Without a value removes the key. False if the value will not outlive the page. */
  _set(key: string, value?: string): boolean;
  /** All stored keys, including those of other scripts. Throws if the browser forbids access. */
  _keys(): string[];
}

/** A fifth of localStorage's size for the whole site. */
const MAX_CHARS = 1_000_000;

const AREAS = ['localStorage', 'sessionStorage'] as const;

/**
 * localStorage; if it is full sessionStorage, which the next page of the same tab can read; memory if both are missing,
 * full, forbidden or not wanted. The mere access throws in sandboxed frames and with cookies blocked, so every call is
 * an attempt.
 */
export function createStore(isMemory?: boolean): Store {
  const memory: Record<string, string | undefined> = {};
  const areas = isMemory ? [] : AREAS;
  return {
    _get(key) {
      let value: string | null | undefined = memory[key];
      for (const area of areas) value ??= attempt(() => globalThis[area].getItem(key));
      return value;
    },
    _set(key, value) {
      let rest = value;
      for (const area of areas) {
        attempt(() => {
          // Always: a value in the first store would hide the one in the second.
          globalThis[area].removeItem(key);
          if (!rest || rest.length > MAX_CHARS) return;
          globalThis[area].setItem(key, rest);
          rest = '';
        });
      }
      memory[key] = rest || undefined;
      return !rest;
    },
    _keys: () => areas.flatMap((area) => Object.keys(globalThis[area])),
  };
}
