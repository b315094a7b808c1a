import { SafePromise } from './SafePromise.ts';

/**
 * Holds a lock of this name until the returned function is called or the page is gone, crash included: the browser
 * itself tells the other tabs who is alive. Nothing where there are no locks (plain http, sandboxed frames).
 * A lock that is still held when the page is left costs it the back/forward cache.
 */
export function holdLock(name: string): () => void {
  let release = (): void => {};
  const released = new SafePromise<void>((resolve) => {
    release = resolve;
  });
  const request = async (): Promise<void> => navigator.locks.request(name, () => released);
  request().catch(release);
  return release;
}

/** The names of all locks that tabs of this origin hold; undefined where the browser has no locks. */
export async function heldLocks(): Promise<(string | undefined)[] | undefined> {
  return (await navigator.locks?.query())?.held?.map(({ name }) => name);
}
