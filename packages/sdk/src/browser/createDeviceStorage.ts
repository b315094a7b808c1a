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
  const keys = (): string[] => {
    try {
      return identities._keys().filter((key) => key.startsWith(prefix));
    } catch {
      // The browser forbids access, so nothing is stored.
      return [];
    }
  };
  return {
    _events: events,
    _identities: identities,
    _list: () => Object.fromEntries(keys().map((key) => [key, identities._get(key, true) || ''])),
    _erase() {
      for (const key of keys()) {
        identities._set(key);
        events._set(key);
      }
    },
  };
}
