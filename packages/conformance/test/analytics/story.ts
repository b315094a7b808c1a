import type { JsonObject } from '@onevault/contract';

const DAY_MS = 86_400_000;
/** Midnight UTC, three days ago. */
const storyMs = Math.floor(Date.now() / DAY_MS) * DAY_MS - 3 * DAY_MS;
export const storyDay = (days = 0) => new Date(storyMs + days * DAY_MS).toISOString().slice(0, 10);
export const storyAt = (minutes: number) => new Date(storyMs + minutes * 60_000).toISOString();

/**
 * Three visits on the first day, one on the second: Ann comes from a search, signs up and buys; Ben bounces; Ann comes
 * back; a test of the shop's own people counts as internal.
 */
export const STORY: JsonObject[] = [
  view(1, 'ann', 'a1', 600, '/', { referrer: 'https://www.google.com/', timezone: 'Europe/Berlin', language: 'de' }),
  view(2, 'ann', 'a1', 601, '/tea', { plan: 'pro' }),
  event(3, 'ann', 'a1', 602, 'signup', '/tea', { plan: 'pro' }),
  event(4, 'ann', 'a1', 604, 'transaction_step', '/cart', {
    action: 'complete',
    value: 12.5,
    currency: 'EUR',
    order_id: 'o1',
  }),
  event(5, 'ann', 'a1', 605, 'transaction_step', '/cart', {
    action: 'complete',
    value: 12.5,
    currency: 'EUR',
    order_id: 'o1',
  }),
  view(6, 'ben', 'b1', 700, '/tea?utm_source=chatgpt.com', { timezone: 'America/New_York' }),
  view(7, 'ann', 'a2', 1440 + 30, '/', {}),
  view(8, 'ann', 'a2', 1440 + 40, '/=1+1', {}),
  view(9, 'eve', 'e1', 720, '/', { internal: true }),
  event(10, 'eve', 'e1', 721, ' ', '/', {}),
];

function view(
  n: number,
  visitor: string,
  session: string,
  minutes: number,
  path: string,
  data: JsonObject,
): JsonObject {
  return event(n, visitor, session, minutes, 'page_view', path, data);
}

function event(
  n: number,
  visitor: string,
  session: string,
  minutes: number,
  type: string,
  path: string,
  data: JsonObject,
): JsonObject {
  return {
    event_id: `evt_${n}`,
    event_type: type,
    page_url: `https://shop.example${path}`,
    event_data: { visitor_id: visitor, session_id: session, timestamp: storyAt(minutes), ...data },
  };
}
