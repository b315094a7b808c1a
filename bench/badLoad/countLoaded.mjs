import { setTimeout as sleep } from 'node:timers/promises';
import { send } from './send.mjs';

const TRIES = 60;

/** How many events of `demo` are in the business layer; NaN if the server does not say so for a minute. @param {string} url */
export async function countLoaded(url) {
  for (let n = 0; n < TRIES; n++) {
    const response = await send(url, 'demo', '/api/v1/track/dashboard?limit=1');
    const reply = /** @type {any} */ (await response.json());
    if (response.ok) return Number(reply.summary.processed_to_business);
    await sleep(1_000);
  }
  return Number.NaN;
}
