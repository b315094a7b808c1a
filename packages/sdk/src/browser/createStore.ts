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

/**
 * localStorage, or memory where it is missing, full, forbidden or not wanted. The mere access to `localStorage` throws
 * in sandboxed frames and with cookies blocked, so every call stands in its own try.
 */
export function createStore(isMemory?: boolean): Store {
  const memory = new Map<string, string | undefined>();
  return {
    _get(key) {
      try {
        return memory.get(key) ?? (__FULL__ && isMemory ? undefined : localStorage.getItem(key));
      } catch {
        return undefined;
      }
    },
    _set(key, value) {
      memory.set(key, value);
      try {
        if (__FULL__ && isMemory) return false;
        if (!value) localStorage.removeItem(key);
        else if (value.length > MAX_CHARS) return false;
        else localStorage.setItem(key, value);
        return memory.delete(key);
      } catch {
        return false;
      }
    },
    ...((__FULL__ && { _keys: () => Object.keys(isMemory ? {} : localStorage) }) as Pick<Store, '_keys'>),
  };
}
