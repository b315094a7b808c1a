import { send } from './send.mjs';

/** How many events of `demo` are in the business layer. @param {string} url */
export async function countLoaded(url) {
  const reply = /** @type {any} */ (await (await send(url, 'demo', '/api/v1/track/dashboard?limit=1')).json());
  return Number(reply.summary.processed_to_business);
}
