/** Events and names for the conformance suite. */
import type { RawEvent } from '@onevault/server/internal/engine/port';

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

let number = 0;
export const nextNumber = () => {
  number += 1;
  return number;
};

/** A page view that fails only the check of the timestamp. */
export function event(payload: RawEvent['payload'] = {}): RawEvent {
  return {
    eventId: `evt_${nextNumber()}`,
    payload: {
      event_type: 'page_view',
      page_url: 'https://shop.example/',
      event_data: { session_id: 'sess_1', visitor_id: 'visitor_1' },
      ...payload,
    },
    clientIpHash: null,
    userAgent: AGENT,
    enrichment: null,
  };
}

/** The form of every timestamp from an engine. */
export const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
