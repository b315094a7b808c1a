import type { Draft, EventData, EventInput } from '../events.ts';

/** The two forms of `trackEvent`: one object, or a type and its data. */
export function toDraft(event?: EventInput | string, data?: EventData): Draft {
  const given: EventInput =
    typeof event === 'string' ? { event_type: event, event_data: data as EventData } : event || {};
  return {
    _id: given.event_id,
    _type: given.event_type || 'page_view',
    _url: given.page_url ?? globalThis.location?.href ?? '',
    _data: given.event_data || {},
  };
}
