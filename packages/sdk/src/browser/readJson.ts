import type { Store } from './createStore.ts';

/** Reads an object from a store; an empty one if it is missing or was changed to something else. */
export function readJson(store: Store, key: string): Record<string, unknown> {
  try {
    const text = store._get(key);
    return text ? JSON.parse(text) : {};
  } catch {
    return {};
  }
}
