import type { Config } from '../config.ts';
import type { TrackedEvent } from '../events.ts';
import { toBody } from './toBody.ts';
import { toHeaders } from './toHeaders.ts';

/** Leaves the events with the browser; the returned function takes them back. */
export type Leave = (events: TrackedEvent[]) => () => void;

type FetchLater = (url: string, init: RequestInit) => unknown;

/**
 * A request that the browser makes by itself once the page is gone, also when its renderer has crashed (`fetchLater`,
 * Chromium 135). It has 64 KiB of its own, apart from those of `keepalive`. Undefined where the browser has none.
 */
export function createLeaver(config: Config, path: string): Leave | undefined {
  const { fetchLater } = globalThis as { fetchLater?: FetchLater };
  if (!fetchLater) return undefined;
  return (events) => {
    const abort = new AbortController();
    try {
      // Without `sent_at`: nobody knows when that will be, and the server would take the difference for a wrong clock.
      const body = toBody(events);
      fetchLater(config.apiBaseUrl + path, { method: 'POST', headers: toHeaders(config), body, signal: abort.signal });
    } catch {
      // More than the browser takes, or plain http: then the next page sends them.
    }
    return () => abort.abort();
  };
}
