/** The snippet, which a page has in its `<head>`: it keeps the calls of any method until the script has come. */
import type { KeptCall } from '../tag/startByTag.ts';

/** A page whose script is blocked keeps no more. */
const MAX_CALLS = 999;

declare global {
  interface Window {
    onevault?: unknown;
  }
}

// The tracker stays if the snippet is there twice.
self.onevault =
  self.onevault ||
  new Proxy([] as KeptCall[], {
    get: (calls, method) =>
      // What a list has is for the script, and `await onevault` asks for `then`.
      method in calls || method === 'then'
        ? Reflect.get(calls, method)
        : // Settled at once: a page that awaits it must go on if the script is blocked.
          async (...args: unknown[]) => {
            if (!calls[MAX_CALLS]) calls.push([method as string, args, location.href, document.title, Date.now()]);
            return { success: false, queued: true };
          },
  });
