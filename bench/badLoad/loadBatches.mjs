import { createEvent } from '../shared/createEvent.mjs';
import { runLoad } from '../shared/runLoad.mjs';

const BATCH = 100;

/**
 * Loads events in batches of 100 over 4 connections, and says how many a second in the first and the last tenth.
 *
 * @param {string} url
 * @param {number} count
 * @param {(event: ReturnType<typeof createEvent>, n: number) => object} change
 */
export async function loadBatches(url, count, change) {
  let sent = 0;
  const startedAt = performance.now();
  /** @type {number[]} when each batch was answered, in ms */
  const answered = [];
  await runLoad({
    url,
    path: '/api/v1/track',
    connections: 4,
    next() {
      if (sent >= count) return null;
      return JSON.stringify(Array.from({ length: BATCH }, () => change(createEvent(), sent++)));
    },
    onAnswer(status) {
      answered.push(performance.now() - startedAt);
      return status === 200;
    },
  });
  const tenth = Math.floor(answered.length / 10);
  const rate = (/** @type {number} */ from, /** @type {number} */ to) =>
    ((to - from) * BATCH * 1000) / ((answered[to - 1] ?? 0) - (answered[from - 1] ?? 0));
  return { first: rate(0, tenth), last: rate(answered.length - tenth, answered.length) };
}
