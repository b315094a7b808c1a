/** Small strings that outlive the page where the browser allows it. */
export interface Store {
  _get(key: string): string | null;
  /** False when the value will not outlive the page. */
  _set(key: string, value: string): boolean;
  _remove(key: string): void;
  _keys(): string[];
}

/**
 * localStorage, or memory where it is missing, full or forbidden. The mere access to `localStorage` throws in
 * sandboxed frames and with cookies blocked, so every call stands in its own try.
 */
export function createStore(): Store {
  const memory = new Map<string, string>();
  return {
    _get(key) {
      try {
        return memory.get(key) ?? localStorage.getItem(key);
      } catch {
        return null;
      }
    },
    _set(key, value) {
      try {
        localStorage.setItem(key, value);
        memory.delete(key);
        return true;
      } catch {
        memory.set(key, value);
        return false;
      }
    },
    _remove(key) {
      memory.delete(key);
      try {
        localStorage.removeItem(key);
      } catch {
        // Nothing was there.
      }
    },
    _keys() {
      try {
        return Object.keys(localStorage);
      } catch {
        return [];
      }
    },
  };
}
