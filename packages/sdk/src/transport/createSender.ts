import { now } from '../browser/now.ts';
import { toByteLength } from '../browser/toByteLength.ts';
import type { Outcome, TrackedEvent } from '../events.ts';
import type { Request } from './createRequest.ts';
import { toBody } from './toBody.ts';
import { toOutcome } from './toOutcome.ts';

export interface Sender {
  /**
   * Sends the events in one request. `isLeaving`: the page is closing, so the request must outlive it, and no
   * asynchronous work may precede it. After `failures` it does not use keepalive, in case the browser refused that.
   */
  _send(events: TrackedEvent[], isLeaving: boolean | undefined, failures: number): Promise<Outcome>;
  /** How many more bytes can be sent in requests that outlive the page. */
  _availableBytes(): number;
}

/** Browsers allow 64 KiB in all keepalive requests of a page; the rest is left to the page's own requests. */
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
          // Missing in older browsers: then uncompressed.
        }
      }
      const reply = await request(path, init);
      if (keepalive) availableBytes += bytes;
      // Only an exposed header shows that the server accepts gzip. A 415 may name other encodings, or none.
      takesGzip = /gzip/.test(reply._headers?.get('Accept-Encoding') as string);
      return toOutcome(reply, events);
    },
  };
}
