import type { Store } from './createStore.ts';

/** An object out of a store; an empty one for what is missing, or has been meddled with. */
export function readJson(store: Store, key: string): Record<string, unknown> {
  try {
    const text = store._get(key);
    return text ? JSON.parse(text) : {};
  } catch {
    return {};
  }
}
