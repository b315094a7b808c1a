import { createVisits } from './createVisits.mjs';
import { saveDemo } from './saveDemo.mjs';

/** What a body of the track routes may have. */
const BATCH = 500;
const DAYS = 30;
const SETTLE_MS = 30_000;

/**
 * @typedef {object} DemoOptions
 * @property {string} url
 * @property {string} customerId
 * @property {string} token a key that can write and read
 * @property {number} [visitsADay] default 130
 * @property {number} [seed]
 * @property {number} [nowMs]
 * @property {(sent: number, total: number) => void} [onProgress]
 */

/**
 * Sends the month of a tea shop as its visitors' browsers would have sent it: through the track route, with their user
 * agents, and saves goals and more. Event ids are those of the day, so a second run on the same day adds nothing.
 *
 * @param {DemoOptions} options
 * @returns {Promise<number>} the number of events
 */
export async function fillDemo({ url, customerId, token, visitsADay = 130, seed = 7, nowMs = Date.now(), onProgress }) {
  const visits = [...createVisits({ seed, nowMs, days: DAYS, visitsADay })];
  const total = visits.reduce((sum, { events }) => sum + events.length, 0);
  const headers = { 'X-Customer-ID': customerId, Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  /** @type {Map<string, import('./createVisits.mjs').DemoEvent[]>} */
  const waiting = new Map();
  let sent = 0;
  /** @param {string} agent @param {import('./createVisits.mjs').DemoEvent[]} events */
  const send = async (agent, events) => {
    const answer = await fetch(`${url}/api/v1/track/async`, {
      method: 'POST',
      headers: { ...headers, 'User-Agent': agent },
      body: JSON.stringify(events),
    });
    if (!answer.ok) throw new Error(`The server answered ${answer.status}: ${await answer.text()}`);
    sent += events.length;
    onProgress?.(sent, total);
  };
  for (const { agent, events } of visits) {
    const list = [...(waiting.get(agent) ?? []), ...events];
    waiting.set(agent, list.length < BATCH ? list : list.slice(BATCH));
    if (list.length >= BATCH) await send(agent, list.slice(0, BATCH));
  }
  for (const [agent, events] of waiting) if (events.length > 0) await send(agent, events);
  for (let settled = false; !settled; ) {
    const answer = await fetch(`${url}/api/v1/track/settled?timeout_ms=${SETTLE_MS}`, { headers });
    if (!answer.ok) throw new Error(`The server answered ${answer.status}: ${await answer.text()}`);
    ({ settled } = /** @type {{ settled: boolean }} */ (await answer.json()));
  }
  await saveDemo({ url, headers, nowMs });
  return total;
}
