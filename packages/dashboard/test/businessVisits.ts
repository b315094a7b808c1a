import type { MockServer } from '../../../examples/shared/mockServer.ts';

const DAY_MS = 86_400_000;
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const BOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const SITE = 'https://shop.example';

/** The day so many days before today, in UTC. */
export const dayBefore = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

/** Texts that would do harm if they became markup. */
export const HOSTILE_PAGE = '/%3Cimg%20src=x%20onerror=window.harmed=1%3E';
export const HOSTILE_CAMPAIGN = '"><img src=x onerror=window.harmed=2>';

/** Visits of three days, counted by hand in `COUNTED`. */
export async function sendVisits(server: MockServer): Promise<void> {
  const visit = (session: string, visitor: string, days: number) => {
    let minute = 0;
    return (event_type: string, path: string, more: Record<string, unknown> = {}) => ({
      event_id: `evt_${session}_${minute}`,
      event_type,
      page_url: `${SITE}${path}`,
      event_data: {
        session_id: `sess_${session}`,
        visitor_id: `visitor_${visitor}`,
        timezone: 'Europe/Berlin',
        timestamp: `${dayBefore(days)}T10:${String(minute++).padStart(2, '0')}:00Z`,
        ...more,
      },
    });
  };
  const ann = visit('ann1', 'ann', 3);
  const bob = visit('bob', 'bob', 3);
  const cat = visit('cat', 'cat', 2);
  const annAgain = visit('ann2', 'ann', 1);
  const eve = visit('eve', 'eve', 1);
  const dan = visit('dan', 'dan', 1);
  const crawler = visit('crawler', 'crawler', 2);
  await post(server, CHROME, [
    ann('page_view', '/?utm_source=letter&utm_medium=email&utm_campaign=spring'),
    ann('page_view', '/tea'),
    ann('add_to_cart', '/tea'),
    bob('page_view', '/', { referrer: 'https://www.google.com/' }),
    cat('page_view', '/'),
    cat('page_view', '/tea'),
    cat('add_to_cart', '/tea'),
    cat('transaction_step', '/checkout', { action: 'complete', order_id: 'o-1', value: 20, currency: 'EUR' }),
    annAgain('page_view', '/tea'),
    eve('page_view', `${HOSTILE_PAGE}?utm_source=evil&utm_campaign=${encodeURIComponent(HOSTILE_CAMPAIGN)}`),
    dan('page_view', '/', { internal: true }),
  ]);
  await post(server, BOT, [crawler('page_view', '/')]);
}

/** By hand: Ann twice, Bob, Cat and Eve; neither Dan, who is internal, nor the crawler. */
export const COUNTED = {
  visitors: '4',
  sessions: '5',
  page_views: '7',
  views_per_session: '1.4',
  bounce_rate: '60%',
  revenue: '€20.00',
};

/** What is saved: makes, changes, reads or deletes it. */
export async function save(
  server: MockServer,
  path: string,
  body?: object,
  method = 'POST',
): Promise<Record<string, unknown>> {
  const { customerId, apiToken } = server.trackerOptions;
  const answer = await server.fetch(`/api/v1/analytics/saved/${path}`, {
    method,
    headers: { 'X-Customer-ID': customerId, Authorization: `Bearer ${apiToken}`, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}

async function post(server: MockServer, agent: string, events: object[]): Promise<void> {
  const { customerId, apiToken } = server.trackerOptions;
  const answer = await server.fetch('/api/v1/track', {
    method: 'POST',
    headers: {
      'X-Customer-ID': customerId,
      Authorization: `Bearer ${apiToken}`,
      'Content-Type': 'application/json',
      'User-Agent': agent,
    },
    body: JSON.stringify(events),
  });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}: ${await answer.text()}`);
}
