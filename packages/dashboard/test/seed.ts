import type { MockServer } from '../../../examples/shared/mockServer.ts';

export interface SeededEvent {
  event_id?: string;
  event_type: string;
  page_url?: string;
  event_data?: Record<string, unknown>;
}

/** Sends events as an SDK does: a batch, with the first key of the server. */
export async function send(
  server: MockServer,
  events: SeededEvent[],
  path = '/api/v1/track',
  userAgent?: string,
): Promise<void> {
  const { customerId, apiToken } = server.trackerOptions;
  const answer = await server.fetch(path, {
    method: 'POST',
    headers: {
      'X-Customer-ID': customerId,
      Authorization: `Bearer ${apiToken}`,
      'Content-Type': 'application/json',
      ...(userAgent !== undefined && { 'User-Agent': userAgent }),
    },
    body: JSON.stringify(events),
  });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}: ${await answer.text()}`);
}

/** A visit of a shop, with what can go wrong. */
export const VISIT: SeededEvent[] = [
  { event_type: 'page_view', page_url: 'https://shop.example/', event_data: of(0, { title: 'Tea shop' }) },
  {
    event_type: 'page_view',
    page_url: 'https://shop.example/tea/sencha?utm_source=letter',
    event_data: of(1, { title: 'Sencha' }),
  },
  {
    event_type: 'user_interaction',
    page_url: 'https://shop.example/tea/sencha',
    event_data: of(2, { element_type: 'button', element_id: 'add-to-cart', action: 'click', text: 'Add to cart' }),
  },
  {
    event_type: 'transaction_step',
    page_url: 'https://shop.example/cart',
    event_data: of(3, { action: 'complete', value: 42.5, currency: 'EUR', order_id: 'o-17' }),
  },
];

/** Stored, but found invalid. */
export const REJECTED: SeededEvent = {
  event_type: ' ',
  page_url: 'https://shop.example/cart',
  event_data: of(4, { note: 'no name' }),
};

/** For `setAside`. */
export const UNLUCKY: SeededEvent = { event_type: 'unlucky', page_url: 'https://shop.example/', event_data: { n: 1 } };

/** Names and values that would do harm if they became markup. */
export const HOSTILE: SeededEvent = {
  event_type: '<img src=x onerror="window.harmed=1">',
  page_url: 'javascript:window.harmed=2',
  event_data: of(5, {
    '<script>': '</script><script>window.harmed=3</script>',
    ['__proto__']: { polluted: true },
    long: `${'x'.repeat(300)}'"\u2028\u202e`,
    quote: `it's "quoted" \\ and \n broken`,
  }),
};

function of(seq: number, data: Record<string, unknown>): Record<string, unknown> {
  return { session_id: 'sess_1', visitor_id: 'visitor_ann', tab_id: 'tab_1', seq, ...data };
}
