import { now } from '../browser/now.ts';
import type { Outcome, TrackedEvent } from '../events.ts';
import type { Request } from './createRequest.ts';
import { toBody } from './toBody.ts';
import { toOutcome } from './toOutcome.ts';

export interface Sender {
  /**
   * Sends the events in one request. `isLeaving`: the page is going, so it has to outlive it and nothing asynchronous
   * may come before. After `fails` do without keepalive, in case that was what the browser refused.
   */
  _send(events: TrackedEvent[], isLeaving: boolean | undefined, fails: number): Promise<Outcome>;
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
    async _send(events, isLeaving, fails) {
      const text = toBody(events, now());
      // Not a Blob, which would have to be told to the browser process.
      const bytes = new TextEncoder().encode(text).length;
      const keepalive = bytes <= roomBytes && (isLeaving || !fails);
      if (keepalive) roomBytes -= bytes;
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
      // Only the server knows, and only an exposed header tells us. A 415 says what it takes instead, or nothing.
      takesGzip = /gzip/.test(reply._headers?.get('Accept-Encoding') as string);
      return toOutcome(reply, events);
    },
  };
}
