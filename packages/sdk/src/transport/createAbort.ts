import { attempt } from '../browser/attempt.ts';

/** A controller whose signal `fetch` takes; undefined where the page's own `AbortController` makes others. */
export function createAbort(): AbortController | undefined {
  return attempt(() => {
    const abort = new globalThis.AbortController();
    // Refuses what `fetch` would refuse; sends nothing.
    new globalThis.Request('https://localhost', { signal: abort.signal });
    return abort;
  });
}
