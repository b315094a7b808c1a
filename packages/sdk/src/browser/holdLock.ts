import { SafePromise } from './SafePromise.ts';

/**
 * Holds a lock of this name until the returned function is called or the page is gone, also after a crash: so other
 * tabs see which tabs are alive. Does nothing without Web Locks (plain http, sandboxed frames).
 * A lock that is still held when the page is left costs it the back/forward cache.
 */
export function holdLock(name: string): () => void {
  let release!: () => void;
  const released = new SafePromise<void>((resolve) => {
    release = resolve;
  });
  const hold = async (): Promise<void> => {
    try {
      // Awaited, because the page may have broken `then` and `catch`.
      await globalThis.navigator.locks.request(name, () => released);
    } catch {
      // Without locks no tab queries them either.
    }
  };
  hold();
  return release;
}

/** All locks that tabs of this origin hold; undefined where the browser has no locks. */
export const queryLocks = (): Promise<LockManagerSnapshot> | undefined => globalThis.navigator?.locks?.query();
