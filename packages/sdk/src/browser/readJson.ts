import type { Store } from './createStore.ts';

/** An object out of a store; an empty one for what is missing, or has been meddled with. */
export function readJson(store: Store, key: string): Record<string, unknown> {
  try {
    return JSON.parse(store._get(key) || '{}');
  } catch {
    return {};
  }
}
