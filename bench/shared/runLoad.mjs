import { connect } from 'node:net';

const HEADERS = [
  'Host: 127.0.0.1',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Content-Type: application/json',
];
const END_OF_HEAD = Buffer.from('\r\n\r\n');

/**
 * @typedef {object} Load
 * @property {number} answers
 * @property {number} seconds from the first request to the last answer
 * @property {number[]} times of each answer, in ms
 */

/**
 * Posts what `next` gives over a number of connections, each one request at a time, until it gives null.
 * Written on sockets: the machine is the server's too, and `node:http` would take as much of it as the server
 * does. An answer that is not 200 ends the run, unless `onAnswer` takes it (false: the run ends).
 *
 * @param {object} load
 * @param {string} load.url
 * @param {string} load.path
 * @param {number} load.connections
 * @param {string} [load.customerId]
 * @param {() => string | null} load.next
 * @param {number} [load.everyMs] pause from the start of a request to the next of the same connection
 * @param {(status: number, body: string) => boolean} [load.onAnswer]
 * @returns {Promise<Load>}
 */
export async function runLoad({ url, path, connections, customerId = 'demo', next, everyMs = 0, onAnswer }) {
  const { hostname, port } = new URL(url);
  const head = `POST ${path} HTTP/1.1\r\n${[
    ...HEADERS,
    `X-Customer-ID: ${customerId}`,
    `Authorization: Bearer ovt_${customerId}`,
  ].join('\r\n')}\r\nContent-Length: `;
  /** @type {number[]} */
  const times = [];
  const startedAt = performance.now();

  /** @param {number} n */
  const drive = (n) =>
    /** @type {Promise<void>} */ (
      new Promise((resolve, reject) => {
        const socket = connect(Number(port), hostname).setNoDelay(true);
        let sentAt = 0;
        let seen = Buffer.alloc(0);
        const send = () => {
          const body = next();
          if (body === null) {
            socket.end();
            resolve();
            return;
          }
          sentAt = performance.now();
          socket.write(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
        };
        // Those that pause begin spread over the pause.
        socket.on('connect', () => (everyMs > 0 ? setTimeout(send, (everyMs * n) / connections) : send()));
        socket.on('data', (chunk) => {
          seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
          const headEnd = seen.indexOf(END_OF_HEAD);
          if (headEnd < 0) return;
          const answerHead = seen.toString('latin1', 0, headEnd);
          const bodyEnd = headEnd + 4 + Number(/content-length: (\d+)/i.exec(answerHead)?.[1] ?? 0);
          if (seen.length < bodyEnd) return;
          const tookMs = performance.now() - sentAt;
          const status = Number(answerHead.slice(9, 12));
          const body = seen.toString('utf8', headEnd + 4, bodyEnd);
          seen = Buffer.alloc(0);
          times.push(tookMs);
          if (onAnswer ? !onAnswer(status, body) : status !== 200) {
            socket.destroy();
            reject(new Error(`POST ${path}: HTTP ${status} ${body.slice(0, 300)}`));
          } else if (everyMs > 0) setTimeout(send, Math.max(0, everyMs - tookMs));
          else send();
        });
        socket.on('error', reject);
      })
    );

  await Promise.all(Array.from({ length: connections }, (_, n) => drive(n)));
  return { answers: times.length, seconds: (performance.now() - startedAt) / 1000, times };
}
