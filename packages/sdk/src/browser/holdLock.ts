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

/** The names of all locks that tabs of this origin hold or wait for; undefined where the browser has no locks. */
export async function lockNames(): Promise<(string | undefined)[] | undefined> {
  try {
    const { held = [], pending = [] } = await navigator.locks.query();
    return held.concat(pending).map(({ name }) => name);
  } catch {
    return undefined;
  }
}
