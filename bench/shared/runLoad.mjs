import autocannon from 'autocannon';
import { createHeaders } from './createHeaders.mjs';

// autocannon ends by time or by amount. Here `next` ends the run, so this time is longer than any measurement.
const DURATION_SECONDS = 1_000_000;
const TIMEOUT_SECONDS = 60;
/** How often autocannon checks whether all connections have ended. */
const CHECK_INTERVAL_MS = 50;

/**
 * @typedef {object} Load
 * @property {number} answers
 * @property {number} seconds from the first request to the last answer
 * @property {number[]} times of each answer, in ms. autocannon's own histogram counts whole milliseconds, and some
 *   answers take less than one
 */

/**
 * @typedef {autocannon.Client & { responseMax: number, reqsMade: number }} Connection
 * The two numbers are not documented, but only they end a single connection: it closes when it has made as many
 * requests as it may.
 */

/**
 * Posts what `next` gives over a number of connections, each one request at a time, until it gives null. An answer
 * that is not 200 ends the run with an error, unless `onAnswer` accepts it by returning true.
 *
 * @param {object} load
 * @param {string} load.url
 * @param {string} load.path
 * @param {number} load.connections
 * @param {string} [load.customerId]
 * @param {() => string | null} load.next
 * @param {(status: number, body: string) => boolean} [load.onAnswer]
 * @returns {Promise<Load>}
 */
export async function runLoad({ url, path, connections, customerId = 'demo', next, onAnswer = isOk }) {
  /** @type {number[]} */
  const times = [];
  /** @type {Error | undefined} */
  let failed;
  const firstBodies = takeFirst(next, connections);
  if (firstBodies.length === 0) return { answers: 0, seconds: 0, times };

  const startedAt = performance.now();
  let lastAnswerAt = startedAt;
  const { errors } = await autocannon({
    url: url + path,
    connections: firstBodies.length,
    duration: DURATION_SECONDS,
    timeout: TIMEOUT_SECONDS,
    sampleInt: CHECK_INTERVAL_MS,
    // Otherwise autocannon would silently connect and send again.
    bailout: 1,
    method: 'POST',
    headers: createHeaders(customerId),
    setupClient(client) {
      const connection = /** @type {Connection} */ (client);
      const onResponse = (/** @type {number} */ status, /** @type {string} */ answer) => {
        if (!onAnswer(status, answer)) failed ??= new Error(`POST ${path}: HTTP ${status} ${answer.slice(0, 300)}`);
        const body = failed ? null : next();
        if (body === null) connection.responseMax = connection.reqsMade;
        else connection.setBody(body);
      };
      connection.setRequests([{ body: firstBodies.pop(), onResponse }]);
      connection.on('response', (_status, _bytes, tookMs) => {
        times.push(tookMs);
        lastAnswerAt = performance.now();
      });
    },
  });
  if (errors > 0) failed ??= new Error(`POST ${path}: a connection failed, or no answer within ${TIMEOUT_SECONDS} s.`);
  if (failed) throw failed;
  return { answers: times.length, seconds: (lastAnswerAt - startedAt) / 1000, times };
}

/** @param {number} status */
function isOk(status) {
  return status === 200;
}

/** @param {() => string | null} next @param {number} count */
function takeFirst(next, count) {
  const bodies = [];
  while (bodies.length < count) {
    const body = next();
    if (body === null) break;
    bodies.push(body);
  }
  return bodies;
}
