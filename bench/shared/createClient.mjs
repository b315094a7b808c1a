import { Agent, request } from 'node:http';

/**
 * One client with one connection that is kept open, as lean as Node allows: fetch would add half a
 * millisecond of its own to each request.
 *
 * @param {string} url
 * @param {string} [customerId]
 */
export function createClient(url, customerId = 'demo') {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = {
    'X-Customer-ID': customerId,
    Authorization: `Bearer ovt_${customerId}`,
    'User-Agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  };

  /**
   * @param {'GET' | 'POST'} method
   * @param {string} path
   * @param {unknown} [body]
   * @returns {Promise<any>}
   */
  const ask = (method, path, body) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const sent = request(
        url + path,
        {
          agent,
          method,
          headers: text
            ? { ...headers, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }
            : headers,
        },
        (response) => {
          let answer = '';
          response.setEncoding('utf8');
          response.on('data', (chunk) => {
            answer += chunk;
          });
          response.on('end', () => {
            if (response.statusCode === 200) resolve(JSON.parse(answer));
            else reject(new Error(`${method} ${path}: HTTP ${response.statusCode} ${answer}`));
          });
        },
      );
      sent.on('error', reject);
      sent.end(text);
    });

  return {
    /** @param {string} path */
    get: (path) => ask('GET', path),
    /** @param {string} path @param {unknown} body */
    post: (path, body) => ask('POST', path, body),
    /** Waits until everything that was accepted is processed. */
    async settle() {
      for (;;) if ((await ask('GET', '/api/v1/track/settled?timeout_ms=30000')).settled) return;
    },
    close: () => agent.destroy(),
  };
}
