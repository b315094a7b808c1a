import type { JsonObject } from '@onevault/contract';

let made = 0;
/** A page view in a page load of its own. `agoMs`: how long ago it happened. */
export function view(path: string, { agoMs = 0, ...data }: JsonObject & { agoMs?: number } = {}): JsonObject {
  made += 1;
  return {
    event_id: `evt_${made}`,
    event_type: 'page_view',
    page_url: `https://shop.example${path}`,
    event_data: {
      title: 'Tea',
      tab_id: `tab_${made}`,
      seq: 0,
      session_id: `sess_${made}`,
      visitor_id: `visitor_${made}`,
      timestamp: new Date(Date.now() - agoMs).toISOString(),
      ...data,
    },
  };
}

export const many = (amount: number, make: (n: number) => JsonObject | JsonObject[]): JsonObject[] =>
  Array.from({ length: amount }, (_, n) => make(n)).flat();
