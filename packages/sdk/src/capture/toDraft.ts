import type { Draft, EventData, EventInput } from '../events.ts';
import { readMoment } from './moment.ts';

/**
 * The two forms of `trackEvent`: one object, or a type and its data. A type that is not given is `page_view`; one that is
 * given and is no text, or is missing beside its data, is empty.
 */
export function toDraft(event?: EventInput | string, data?: EventData): Draft {
  const isWhole = (event && typeof event === 'object') || (event == null && data === undefined);
  const given = (isWhole ? event || {} : { event_type: event, event_data: data }) as EventInput;
  const type = isWhole ? given.event_type || 'page_view' : event;
  const moment = readMoment();
  return {
    _id: given.event_id,
    _type: typeof type === 'string' ? type : '',
    _url: given.page_url ?? moment?._url ?? globalThis.location?.href ?? '',
    _data: moment ? { timestamp: moment._time, ...given.event_data } : given.event_data || {},
  };
}
