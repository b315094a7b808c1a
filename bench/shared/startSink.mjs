import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

/**
 * A server of another origin that takes what a tracker sends, says what the tracker wants to hear, and counts events.
 *
 * @param {string} tracker
 * @returns {Promise<{ url: string, countEvents(): number, close(): Promise<void> }>}
 */
export async function startSink(tracker) {
  let count = 0;
  const server = createServer(async (request, response) => {
    // Snowplow sends cookies, so the origin has to be named.
    response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
    response.setHeader('Access-Control-Allow-Credentials', 'true');
    if (request.method === 'OPTIONS') {
      response.setHeader('Access-Control-Allow-Headers', request.headers['access-control-request-headers'] ?? '');
      response.setHeader('Access-Control-Max-Age', '7200');
      return response.writeHead(204).end();
    }
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const body = JSON.parse(`${request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes}`);
    const events = toEvents(body);
    count += events.length;
    response.setHeader('Content-Type', 'application/json');
    // As our server says that it takes compressed bodies.
    response.setHeader('Access-Control-Expose-Headers', 'Accept-Encoding');
    response.setHeader('Accept-Encoding', 'gzip');
    response.end(JSON.stringify(tracker === 'OneVault' ? toReply(body, events) : { deviceId: 'd', sessionId: 's' }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    countEvents: () => count,
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

/** Our server's answer. @param {any} body @param {{ event_id: string }[]} events */
function toReply(body, events) {
  const ids = events.map(({ event_id }) => event_id);
  const reply = { success: true, message: 'stored', timestamp: new Date().toISOString(), processing: 'automatic' };
  return Array.isArray(body)
    ? { ...reply, event_ids: ids, duplicates: [], rejected: [] }
    : { ...reply, event_id: ids[0], processing_status: 'complete' };
}
