import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** Each event of a scenario carries `bench-<number>-`. */
const MARK = /bench-(\d+)-/;

/**
 * A server of another origin that takes what any of the trackers sends, keeps it, and fails when it is told to:
 * `refuse` answers 503 and stores nothing, `cut` cuts the connection and stores nothing, `lose` stores and cuts.
 *
 * @typedef {'answer' | 'refuse' | 'cut' | 'lose'} Mode
 */
export async function startCollector() {
  /** @type {Mode} */
  let mode = 'answer';
  /** How many requests the mode still holds for. */
  let times = Number.POSITIVE_INFINITY;
  /** @type {{ mark: number | undefined, id: string | undefined, isView: boolean }[]} */
  let events = [];
  let [requests, preflights, bytes] = [0, 0, 0];
  const server = createServer(async (request, response) => {
    // Snowplow sends cookies, so the origin has to be named.
    response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
    response.setHeader('Access-Control-Allow-Credentials', 'true');
    // As our server says that it takes compressed bodies.
    response.setHeader('Access-Control-Expose-Headers', 'Accept-Encoding');
    response.setHeader('Accept-Encoding', 'gzip');
    if (mode === 'cut') return request.socket.destroy();
    // Each header is followed by a colon, a space and the end of its line.
    bytes += request.rawHeaders.join('').length + request.rawHeaders.length * 2;
    if (request.method !== 'POST') {
      preflights += 1;
      response.setHeader('Access-Control-Allow-Headers', request.headers['access-control-request-headers'] ?? '');
      response.setHeader('Access-Control-Max-Age', '7200');
      return response.writeHead(204).end();
    }
    requests += 1;
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    bytes += body.length;
    const now = times > 0 ? mode : 'answer';
    times -= 1;
    response.setHeader('Content-Type', 'application/json');
    if (now === 'refuse')
      return response.writeHead(503).end('{"success":false,"error_code":"OVERLOADED","detail":"busy"}');
    const parsed = JSON.parse(`${request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body}`);
    const list = toEvents(parsed);
    events.push(...list.map(toEvent));
    if (now === 'lose') return response.destroy();
    response.end(JSON.stringify(toReply(parsed, list)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    /** @param {Mode} next @param {number} [count] */
    setMode(next, count = Number.POSITIVE_INFINITY) {
      [mode, times] = [next, count];
    },
    reset() {
      [mode, times, events, requests, preflights, bytes] = ['answer', Number.POSITIVE_INFINITY, [], 0, 0, 0];
    },
    read() {
      const marked = events.filter(({ mark }) => mark !== undefined);
      const arrived = new Set(marked.map(({ mark }) => mark)).size;
      // With the same id it is known as a repeat; without, or with another, it counts twice.
      const known = new Set(marked.map(({ mark, id }, index) => `${mark} ${id ?? index}`)).size;
      return {
        arrived,
        doubled: known - arrived,
        views: events.filter(({ isView }) => isView).length,
        requests,
        preflights,
        bytes,
      };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Snowplow's are in `data`; others send an array or one. @param {any} body @returns {any[]} */
function toEvents(body) {
  if (Array.isArray(body)) return body;
  return Array.isArray(body.data) ? body.data : [body];
}

/** @param {any} event */
function toEvent(event) {
  // Snowplow's data is base64 by default.
  const data = event.ue_px ? Buffer.from(event.ue_px, 'base64url').toString() : JSON.stringify(event);
  const mark = MARK.exec(data)?.[1];
  const name = event.event_type ?? event.payload?.name ?? event.e ?? event.n;
  return {
    mark: mark === undefined ? undefined : Number(mark),
    id: event.event_id ?? event.eid,
    isView: ['page_view', 'screen_view', 'pv', 'pageview'].includes(name),
  };
}

/** Our server's answer; the others do not read theirs, or want ids of a device. @param {any} body @param {any[]} list */
function toReply(body, list) {
  const ids = list.map(({ event_id }) => event_id);
  const reply = { success: true, message: 'stored', timestamp: new Date().toISOString(), processing: 'automatic' };
  const own = Array.isArray(body)
    ? { event_ids: ids, duplicates: [], rejected: [] }
    : { event_id: ids[0], processing_status: 'complete' };
  return { ...reply, ...own, deviceId: 'd', sessionId: 's' };
}
