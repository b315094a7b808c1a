import { attempt } from '../browser/attempt.ts';
import type { Config } from '../config.ts';
import type { TrackedEvent } from '../events.ts';
import { createAbort } from './createAbort.ts';
import { toBody } from './toBody.ts';
import { toHeaders } from './toHeaders.ts';

/** Leaves the events with the browser; the returned function cancels that. */
export type Leave = (events: TrackedEvent[]) => () => void;

type FetchLater = (url: string, init: RequestInit) => unknown;

/**
 * A request that the browser sends once the page is gone, also after a crash of its renderer (`fetchLater`, Chromium
 * 135). It has 64 KiB besides those of `keepalive`. Undefined if the browser does not have it.
 */
export function createLeaver(config: Config, path: string): Leave | undefined {
  const { fetchLater } = globalThis as { fetchLater?: FetchLater };
  if (!fetchLater) return undefined;
  return (events) => {
    const abort = createAbort();
    // Too large for the browser, or plain http: then the next page sends them.
    attempt(() => {
      // What cannot be taken back would be sent twice.
      if (!abort) return;
      // Without `sent_at`: the sending time is unknown, and the server would take the difference for a wrong clock.
      const body = toBody(events);
      fetchLater(config.apiBaseUrl + path, { method: 'POST', headers: toHeaders(config), body, signal: abort.signal });
    });
    return () => abort?.abort();
  };
}
