import { attempt } from './attempt.ts';
import type { Store } from './createStore.ts';

/** Much longer than what we write. */
const MAX_LENGTH = 50_000;

/** Reads an object from a store; an empty one if it is missing or was changed to something else. */
export function readJson(store: Store, key: string): Record<string, unknown> {
  return Object(attempt(() => JSON.parse((store._get(key) || '{}').slice(0, MAX_LENGTH))));
}
