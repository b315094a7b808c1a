import type { OneVaultTracker } from '../entries/npm.ts';
import { listTrackers } from '../listTrackers.ts';
import { warn } from '../warn.ts';

type Method = (...args: unknown[]) => unknown;

/** What engines and libraries ask any object for. */
const ASKED = ['then', 'toJSON', '$$typeof'];

let isTold = false;

/**
 * The first tracker of the page, looked up at each call: it may be made after a component has asked for it, and on a
 * server there is none. Without one every method answers a failure.
 */
export const pageTracker = new Proxy({} as Record<string, Method>, {
  get(methods, name) {
    if (typeof name !== 'string' || ASKED.includes(name)) return undefined;
    // The same function each time, so that hooks may depend on it.
    methods[name] ??= (...args) => {
      const tracker = listTrackers()[0]?.tracker as unknown as Record<string, Method> | undefined;
      if (tracker) return tracker[name]?.(...args);
      if (globalThis.document && !isTold) {
        isTold = true;
        warn('Failed to find a tracker on this page. Make one with new OneVaultTracker(…).');
      }
      return Promise.resolve({ success: false, error: 'No tracker on this page', event_data: {} });
    };
    return methods[name];
  },
}) as unknown as OneVaultTracker;
