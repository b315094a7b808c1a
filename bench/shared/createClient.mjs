import { Client } from 'undici';
import { createHeaders } from './createHeaders.mjs';

/**
 * A client with one connection that stays open. It is undici's: fetch adds half a millisecond to each request, and
 * `node:http` uses about 40 % more processor time, which the server on the same machine needs.
 *
 * @param {string} url
 * @param {string} [customerId]
 */
export function createClient(url, customerId = 'demo') {
  const connection = new Client(url);
  const headers = createHeaders(customerId);

  /**
   * @param {'GET' | 'POST'} method
   * @param {string} path
   * @param {unknown} [event]
   * @returns {Promise<any>}
   */
  async function ask(method, path, event) {
    const text = event === undefined ? null : JSON.stringify(event);
    const { statusCode, body } = await connection.request({ method, path, headers, body: text });
    if (statusCode !== 200) throw new Error(`${method} ${path}: HTTP ${statusCode} ${await body.text()}`);
    return body.json();
  }

  return {
    /** @param {string} path */
    get: (path) => ask('GET', path),
    /** @param {string} path @param {unknown} event one, or a batch */
    post: (path, event) => ask('POST', path, event),
    /** Waits until the server has processed everything that it accepted. */
    async settle() {
      for (;;) if ((await ask('GET', '/api/v1/track/settled?timeout_ms=30000')).settled) return;
    },
    /** Ends the connection, and requests that still wait for an answer. */
    close: () => connection.destroy(),
  };
}
