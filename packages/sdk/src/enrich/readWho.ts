import type { Store } from '../browser/createStore.ts';
import { readJson } from '../browser/readJson.ts';

/** The known user and group of a visitor. */
export type Who = { user_id?: string; group_id?: string };

/** What becomes of a missing id in a page's text; and longer ones than the server takes are no ids. */
const NO_ID = /^(|null|undefined|NaN|\[object \w+\]|.{257,})$/s;

/** The stored user and group; another script may have changed them. */
export function readWho(store: Store, key: string): Who {
  const stored = readJson(store, key);
  const who: Who = {};
  for (const name of ['user_id', 'group_id'] as const) {
    const id = stored[name];
    if (/string|number/.test(typeof id) && !NO_ID.test(`${id}`)) who[name] = id as string;
  }
  return who;
}
