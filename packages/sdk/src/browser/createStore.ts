/** Small strings that outlive the page where the browser allows it. */
export interface Store {
  _get(key: string): string | null | undefined;
  /** No value removes the key. False when the value will not outlive the page. */
  _set(key: string, value?: string): boolean;
}

/** A fifth of what localStorage holds for the whole site. */
const MAX_CHARS = 1_000_000;

/**
 * localStorage, or memory where it is missing, full or forbidden. The mere access to `localStorage` throws in
 * sandboxed frames and with cookies blocked, so every call stands in its own try.
 */
export function createStore(): Store {
  const memory = new Map<string, string | undefined>();
  return {
    _get(key) {
      try {
        return memory.get(key) ?? localStorage.getItem(key);
      } catch {
        return undefined;
      }
    },
    _set(key, value) {
      memory.set(key, value);
      try {
        if (!value) localStorage.removeItem(key);
        else if (value.length > MAX_CHARS) return false;
        else localStorage.setItem(key, value);
        return memory.delete(key);
      } catch {
        return false;
      }
    },
  };
}
