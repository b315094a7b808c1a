import { SafePromise } from './SafePromise.ts';

export interface Lock {
  /** Settles when the lock is held, or when it is clear that this browser has none. */
  _held: Promise<void>;
  _release(): void;
}

/**
 * Holds a lock of this name until released or until the page is gone, crash included: the browser itself tells the
 * other tabs who is alive. A lock that is held while the page is left costs it the back/forward cache.
 */
export function holdLock(name: string): Lock {
  let release = (): void => {};
  const released = new SafePromise<void>((resolve) => {
    release = resolve;
  });
  const held = new SafePromise<void>((resolve) => {
    // Missing on plain http, refused in sandboxed frames.
    const request = async (): Promise<void> =>
      navigator.locks.request(name, () => {
        resolve();
        return released;
      });
    request().catch(() => resolve());
  });
  return { _held: held, _release: release };
}

/** The names of all locks that any tab of this origin holds, or undefined where the browser has no locks. */
export async function heldLocks(): Promise<Set<string | undefined> | undefined> {
  try {
    const { held = [] } = await navigator.locks.query();
    return new Set(held.map(({ name }) => name));
  } catch {
    return undefined;
  }
}
