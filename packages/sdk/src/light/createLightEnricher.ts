import type { Store } from '../browser/createStore.ts';
import { createUuid } from '../browser/createUuid.ts';
import { now } from '../browser/now.ts';
import { serialize } from '../browser/serialize.ts';
import { createSession } from '../enrich/createSession.ts';
import { createVisitor } from '../enrich/createVisitor.ts';
import type { Draft, TrackedEvent } from '../events.ts';

/** Adds who, where and in which order. Throws what JSON cannot hold (a cycle, a bigint): such an event uses up no `seq`. */
export function createLightEnricher(store: Store, keyPrefix: string): (draft: Draft) => TrackedEvent {
  const tabId = `tab_${createUuid()}`;
  const visitor = createVisitor(store, `${keyPrefix}visitor`);
  const session = createSession(store, `${keyPrefix}session`, () => {});
  const createPageView = (): string => `pv_${createUuid()}`;
  // What happens before the first `page_view` belongs to it.
  let page = createPageView();
  let views = 0;
  let seq = 0;
  return (draft) => {
    if (draft._type === 'page_view' && views++) page = createPageView();
    const id = draft._id || `evt_${createUuid()}`;
    const data = {
      visitor_id: visitor(),
      session_id: session(Date.now()),
      page_view_id: page,
      timestamp: now(),
      // The caller knows better than we …
      ...draft._data,
      // … except about these: the server finds gaps and clock skew by them. `sent_at` is set when sent.
      tab_id: tabId,
      seq,
      sent_at: undefined,
      // Data that would write itself as something else.
      toJSON: undefined,
    };
    const json = serialize({ event_id: id, event_type: draft._type, page_url: draft._url, event_data: data });
    seq++;
    return { _id: id, _data: data, _json: json };
  };
}
