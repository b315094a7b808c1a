import { version } from '../../package.json';
import { attempt } from '../browser/attempt.ts';
import type { Store } from '../browser/createStore.ts';
import { createUuid } from '../browser/createUuid.ts';
import { guard } from '../browser/guard.ts';
import { now } from '../browser/now.ts';
import { serialize } from '../browser/serialize.ts';
import type { BeforeSend, Config } from '../config.ts';
import type { Draft, DropReason, EventData, Identity, TrackedEvent, WireEvent } from '../events.ts';
import { createScrubber } from '../privacy/createScrubber.ts';
import { createCampaign, toCampaignName } from './createCampaign.ts';
import { createPage } from './createPage.ts';
import { createSession } from './createSession.ts';
import { createVisitor } from './createVisitor.ts';
import { describeDevice } from './describeDevice.ts';
import { isId } from './isId.ts';
import { readWho, type Who } from './readWho.ts';

export interface Enricher {
  /**
   * Adds identity, page and order; returns the reason if the event is refused. Throws for data that JSON cannot hold (a
   * cycle, a bigint): such an event uses no `seq`. A preview uses no `seq` either.
   */
  _enrich(draft: Draft, isPreview?: boolean): TrackedEvent | DropReason;
  /** Begins a page before its `page_view`. */
  _beginPage(): void;
  /** Stored for later pages, until `_reset`. */
  _remember(who: Who): void;
  /** Kept for this page only. */
  _setGlobals(data: EventData): void;
  _identity(): Identity;
  /**
   * Continues a visitor and session from elsewhere; not if one of them has another form, or if a link of this time or a
   * later one was followed already.
   */
  _setIdentity(visitorId: string, sessionId: string, linkedAtMs?: number): void;
  /** Starts a new visitor. */
  _reset(): void;
}

export function createEnricher(config: Config, store: Store, keyPrefix: string): Enricher {
  const { beforeSend = [], sampleRate = 1, onSessionStart, newSessionOnCampaign, environment } = config;
  const [visitorKey, sessionKey, whoKey, campaignKey, linkKey] = ['visitor', 'session', 'who', 'campaign', 'link'].map(
    (key) => keyPrefix + key,
  ) as [string, string, string, string, string];
  let tabId = '';
  const visitor = createVisitor(store, visitorKey);
  const session = createSession(
    store,
    sessionKey,
    guard((session_id) => onSessionStart?.({ session_id, visitor_id: visitor() })),
  );
  const campaign = createCampaign(store, campaignKey);
  const page = createPage();
  const changes = ([] as BeforeSend[]).concat(beforeSend);
  const scrub = createScrubber(config);
  const automated = attempt(() => globalThis.navigator.webdriver) || undefined;
  let globals: EventData = {};
  let seq = 0;
  const identify = (visitor_id = visitor(), campaignName = ''): Identity => ({
    visitor_id,
    session_id: session(Date.now(), campaignName),
    ...readWho(store, whoKey),
  });

  return {
    _enrich(draft, isPreview) {
      const { _type, _url, _data } = draft;
      tabId ||= `tab_${createUuid()}`;
      const id = draft._id || `evt_${createUuid()}`;
      const visitor_id = visitor();
      // The end of a UUID is random, and gives the same result each time.
      if (Number(`0x${visitor_id.slice(-8)}`) / 2 ** 32 >= sampleRate) return 'sampled';
      // The caller's fields win, except over these: the server finds gaps and clock skew with them. `sent_at` is set when sent.
      // And a `toJSON` of the data is ignored.
      const own = { tab_id: tabId, seq, sent_at: undefined, toJSON: undefined };
      const isView = _type === 'page_view';
      const data: EventData = {
        ...(isView && { tracker_version: version, ...describeDevice(), ...attempt(() => campaign(_url)) }),
        ...identify(visitor_id, newSessionOnCampaign ? toCampaignName(_url) : ''),
        page_view_id: page._id(isPreview ? '' : _type),
        timestamp: now(),
        // Marked and not dropped, so that tests get the same events as visitors.
        automated,
        environment,
        ...globals,
        ..._data,
        ...own,
      };
      let type = _type;
      // All events are written here, so all are scrubbed.
      let json = serialize(
        { event_id: id, event_type: type, page_url: _url, event_data: data } satisfies WireEvent,
        scrub,
      );
      for (const change of changes) {
        const event = change(JSON.parse(json));
        if (!event) return 'filtered';
        const { event_type, page_url, event_data } = event;
        json = serialize({ event_id: id, event_type, page_url, event_data: { ...event_data, ...own } });
        type = event_type as string;
      }
      if (!isPreview) seq++;
      return { _id: id, _type: type, _data: data, _json: json };
    },
    _beginPage: page._begin,
    _remember: (who) => store._set(whoKey, serialize({ ...readWho(store, whoKey), ...who })),
    _setGlobals(data) {
      globals = { ...globals, ...data };
    },
    _identity: () => identify(),
    _setIdentity(visitorId, sessionId, linkedAtMs) {
      if (!isId(visitorId, 'visitor') || !isId(sessionId, 'sess')) return;
      const nowMs = Date.now();
      if (linkedAtMs) {
        // A time ahead is another script's, or of a clock that was wrong.
        const lastMs = +(store._get(linkKey) || 0);
        if (linkedAtMs <= lastMs && lastMs <= nowMs) return;
        // Kept by `_reset`: a link must not bring back who has logged out.
        store._set(linkKey, `${linkedAtMs}`);
      }
      store._set(visitorKey, visitorId);
      store._set(sessionKey, `${sessionId} ${nowMs} ${nowMs}`);
    },
    _reset() {
      globals = {};
      for (const key of [visitorKey, sessionKey, whoKey, campaignKey]) store._set(key);
    },
  };
}
