import { createUuid } from '../src/browser/createUuid.ts';
import { now } from '../src/browser/now.ts';
import { serialize } from '../src/browser/serialize.ts';
import type { BeforeSend, Config } from '../src/config.ts';
import type { Draft, DropReason, EventData, TrackedEvent, WireEvent } from '../src/events.ts';
import { createScrubber } from '../src/privacy/createScrubber.ts';

/** Adds identity and time to a draft and writes it; or the reason why it is no event. Throws if JSON cannot hold it. */
export type ToEvent = (draft: Draft, identity: EventData, globals: EventData) => TrackedEvent | DropReason;

/**
 * The browser's enrichment without a page. There is no `tab_id` and no `seq` either: the server looks for gaps in the
 * events of one page, and a process has those of many people.
 */
export function createToEvent(config: Pick<Config, 'beforeSend' | 'sanitizeUrl'>): ToEvent {
  const changes = ([] as BeforeSend[]).concat(config.beforeSend ?? []);
  const scrub = createScrubber(config);
  return ({ _id, _type, _url, _data }, identity, globals) => {
    if (!_type) return 'invalid';
    const event_id = _id || `evt_${createUuid()}`;
    // `sent_at` is set when it is sent; a `toJSON` of the data is ignored.
    const own = { sent_at: undefined, toJSON: undefined };
    const data: EventData = { ...identity, timestamp: now(), ...globals, ..._data, ...own };
    let type = _type;
    let json = serialize({ event_id, event_type: type, page_url: _url, event_data: data } satisfies WireEvent, scrub);
    for (const change of changes) {
      const event = change(JSON.parse(json));
      if (!event) return 'filtered';
      const { event_type, page_url, event_data } = event;
      json = serialize({ event_id, event_type, page_url, event_data: { ...event_data, ...own } });
      type = event_type as string;
    }
    return { _id: event_id, _type: type, _data: data, _json: json };
  };
}
