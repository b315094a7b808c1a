import { now } from '../browser/now.ts';
import { toByteLength } from '../browser/toByteLength.ts';
import type { Outcome, TrackedEvent } from '../events.ts';
import type { Request } from './createRequest.ts';
import { toBody } from './toBody.ts';
import { toOutcome } from './toOutcome.ts';

export interface Sender {
  /**
   * Sends the events in one request. `isLeaving`: the page is going, so the request has to outlive it and nothing
   * asynchronous may come before. After `failures` it does without keepalive, in case the browser refused that.
   */
  _send(events: TrackedEvent[], isLeaving: boolean | undefined, failures: number): Promise<Outcome>;
  /** How many bytes can still be sent so that they outlive the page. */
  _availableBytes(): number;
}

/** Browsers refuse more than 64 KiB in all keepalive requests of a page together; the rest is for others. */
const KEEPALIVE_BYTES = 60 * 1024;
/** Below this the header and the time cost more than compressing saves. */
const MIN_GZIP_BYTES = 2048;

export function createSender(request: Request, path: string): Sender {
  let availableBytes = KEEPALIVE_BYTES;
  let takesGzip = false;
  return {
    _availableBytes: () => availableBytes,
    async _send(events, isLeaving, failures) {
      const text = toBody(events, now());
      const bytes = toByteLength(text);
      const keepalive = bytes <= availableBytes && (isLeaving || !failures);
      if (keepalive) availableBytes -= bytes;
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
      if (keepalive) availableBytes += bytes;
      // Only the server knows, and only an exposed header tells us. A 415 says what it takes instead, or nothing.
      takesGzip = /gzip/.test(reply._headers?.get('Accept-Encoding') as string);
      return toOutcome(reply, events);
    },
  };
}
