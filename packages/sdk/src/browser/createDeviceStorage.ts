import { attempt } from './attempt.ts';
import { createCookieStore } from './createCookieStore.ts';
import { createStore, type Store } from './createStore.ts';

/** Where the visitor, the session and the campaign are stored. */
export type StorageKind = 'localStorage' | 'cookie' | 'memory';

export interface DeviceStorage {
  /** For waiting events. */
  _events: Store;
  /** For the visitor, the session and the campaign. */
  _identities: Store;
  /** All stored keys and values. */
  _list(): Record<string, string>;
  _erase(): void;
}

/** The data that one customer's trackers store on the device, under keys that begin with `prefix`. */
export function createDeviceStorage(
  prefix: string,
  kind: StorageKind | undefined,
  cookieDomain: string | undefined,
): DeviceStorage {
  const events = createStore(kind === 'memory');
  const identities = kind === 'cookie' ? createCookieStore(cookieDomain, events) : events;
  // Where the browser forbids access nothing is stored.
  const keys = () => attempt(() => identities._keys().filter((key) => key.startsWith(prefix))) || [];
  return {
    _events: events,
    _identities: identities,
    _list: () => Object.fromEntries(keys().map((key) => [key, identities._get(key, true) || ''])),
    _erase() {
      // Of cookies also their fallback.
      for (const key of keys()) identities._set(key);
    },
  };
}
