import { now } from '../browser/now.ts';
import type { Outcome, TrackedEvent } from '../events.ts';
import type { Request } from './createRequest.ts';
import { toBody } from './toBody.ts';
import { toOutcome } from './toOutcome.ts';

export interface Sender {
  /**
   * Sends the events in one request. `mayKeepalive`: let it outlive the page if there is room; `isLeaving`: there is
   * no time for anything asynchronous before.
   */
  _send(events: TrackedEvent[], bytes: number, mayKeepalive: boolean, isLeaving?: boolean): Promise<Outcome>;
  /** How many bytes can still be sent so that they outlive the page. */
  _room(): number;
}

/** Browsers refuse more than 64 KiB in all keepalive requests of a page together; the rest is for others. */
const KEEPALIVE_BYTES = 60 * 1024;
/** Below this the header and the time cost more than compressing saves. */
const MIN_GZIP_BYTES = 2048;

export function createSender(request: Request, path: string): Sender {
  let roomBytes = KEEPALIVE_BYTES;
  let takesGzip = false;
  return {
    _room: () => roomBytes,
    async _send(events, bytes, mayKeepalive, isLeaving) {
      const keepalive = mayKeepalive && bytes <= roomBytes;
      if (keepalive) roomBytes -= bytes;
      const text = toBody(events, now());
      const init: RequestInit = { method: 'POST', body: text, keepalive };
      if (takesGzip && !isLeaving && bytes > MIN_GZIP_BYTES) {
        try {
          init.body = await new Response(
            new Response(text).body?.pipeThrough(new CompressionStream('gzip')),
          ).arrayBuffer();
          init.headers = { 'Content-Encoding': 'gzip' };
        } catch {
          // Missing in older browsers: then as it is.
        }
      }
      const reply = await request(path, init);
      if (keepalive) roomBytes += bytes;
      // Only the server knows, and only an exposed header tells us. It may change its mind (415).
      takesGzip = /gzip/.test(reply._headers?.get('Accept-Encoding') || '') && reply._status !== 415;
      return toOutcome(init.headers && reply._status === 415 ? { ...reply, _status: 0 } : reply, events);
    },
  };
}
