import type { BasePipeline } from './BaseTracker.ts';
import { createCookieStore } from './browser/createCookieStore.ts';
import { createStore } from './browser/createStore.ts';
import { guard } from './browser/guard.ts';
import { now } from './browser/now.ts';
import { SafePromise } from './browser/SafePromise.ts';
import { serialize } from './browser/serialize.ts';
import { toMessage } from './browser/toMessage.ts';
import { pageView } from './capture/pageView.ts';
import { toDraft } from './capture/toDraft.ts';
import type { Config, Consent } from './config.ts';
import { createDebug } from './debug.ts';
import { createEnricher, type Enricher } from './enrich/createEnricher.ts';
import { type Draft, type DropReason, type EventData, type TrackResult, toFailure } from './events.ts';
import { hasPrivacySignal } from './privacy/hasPrivacySignal.ts';
import type { Identity, PrivacyReport } from './privacy/PrivacyReport.ts';
import { createLedger, type DeliveryStats } from './queue/createLedger.ts';
import { createQueue } from './queue/createQueue.ts';
import { createReader } from './read/createReader.ts';
import { createLater } from './transport/createLater.ts';
import { createRequest } from './transport/createRequest.ts';
import { createSender } from './transport/createSender.ts';

/** Hears that another page begins, before anything is tracked on it. */
export type Hook = (pageUrl: string) => void;

export interface Pipeline extends BasePipeline {
  /** Remembers who it is and tracks that. */
  _know(who: EventData, type: string, data: EventData): Promise<TrackResult>;
  /** Another page begins, and its `page_view` will come. */
  _begin(pageUrl: string): void;
  _hear(hook: Hook): () => void;
  _reset(): void;
  _setGlobals: Enricher['_setGlobals'];
  _identity(): Identity | undefined;
  _adopt: Enricher['_adopt'];
  _setConsent(consent: Consent): void;
  _report(): PrivacyReport;
}

/** What a page does while its visitor reads a banner. */
const MAX_HELD_EVENTS = 500;
const MINUTE_MS = 60_000;

/** Joins the stages: capture → enrich → queue → transport. */
export function createPipeline(config: Config): Pipeline {
  const { customerId, apiBaseUrl, enableDebug, useAsync, storage, cookieDomain, maxEventsPerMinute = 6_000 } = config;
  const name = `onevault:${customerId}:`;
  // What waits for one server must not be sent to another.
  const queueName = `${name}${apiBaseUrl}:`;
  const isMemory = storage === 'memory';
  const path = `/api/v1/track${useAsync ? '/async' : ''}`;
  const debug = createDebug(enableDebug);
  const store = createStore(isMemory);
  const ledger = createLedger(debug);
  const request = createRequest(config);

  const identities = storage === 'cookie' ? createCookieStore(cookieDomain, store) : store;
  const enricher = createEnricher(config, identities, name);
  const queue = createQueue({
    _transport: { ...createSender(request, path), _later: createLater(config, path) },
    _ledger: ledger,
    _store: store,
    _name: queueName,
    _isMemory: isMemory,
    _isPatient: useAsync,
  });

  const hooks = new Set<Hook>();
  let given = config.consent || 'granted';
  /** What waits for consent, and how many events are in it. */
  let held: (() => void)[] = [];
  let heldEvents = 0;
  let minute = 0;
  let count = 0;
  let isBegun = false;

  let isErased = false;

  const isSignalled = (): boolean => config.respectSignals !== false && hasPrivacySignal();
  const consent = (): Consent => (isSignalled() ? 'denied' : given);
  /** Does what needs consent: now, once it is there, or never. */
  const whenGranted = (run: () => void): void => {
    const state = consent();
    if (state === 'granted') run();
    else if (state === 'pending') held.push(run);
  };

  /** Does what was held, which means what consent now says. */
  const release = (): void => {
    const runs = held;
    held = [];
    for (const run of runs) run();
  };

  const stats = (): DeliveryStats => {
    const { tracked, queued, ...others } = queue._stats();
    return { ...others, tracked: tracked + heldEvents, queued: queued + heldEvents };
  };

  const drop = (draft: Draft | undefined, dropped: DropReason, error: string): TrackResult => {
    ledger._counts.tracked++;
    ledger._drop('', dropped, error);
    return toFailure({ _id: '', _data: draft?._data || {} }, error, { dropped });
  };

  const accept = (take: () => Draft, answer: (result: TrackResult) => void, isHeld?: boolean): void => {
    let draft: Draft | undefined;
    try {
      draft = take();
      const { _type, _url, _data } = draft;
      if (_type === 'page_view' && !isHeld) {
        if (!isBegun) for (const hook of hooks) hook(_url);
        isBegun = false;
      }
      const state = consent();
      const thisMinute = Math.floor(Date.now() / MINUTE_MS);
      count = thisMinute === minute ? count + 1 : 1;
      minute = thisMinute;
      let event: ReturnType<Enricher['_enrich']>;
      if (state === 'denied') {
        event = 'consent';
        // What was stored while the browser said nothing. Consent that is not given (yet) takes nothing back.
        if (isSignalled() && !isErased) erase();
      } else if (count > maxEventsPerMinute) event = 'rate_limited';
      else if (state === 'granted') event = enricher._enrich(draft);
      else if (heldEvents < MAX_HELD_EVENTS) {
        // As it is now, whatever the page does to its objects later.
        const kept = { ...draft, _data: JSON.parse(serialize({ timestamp: now(), ..._data })) };
        heldEvents++;
        held.push(() => {
          heldEvents--;
          accept(
            () => kept,
            () => {},
            true,
          );
        });
        answer(toFailure({ _id: '', _data }, 'Consent pending', { queued: true }));
        return;
      } else event = 'overflow';
      if (typeof event === 'string') answer(drop(draft, event, event));
      else queue._add(event, answer);
    } catch (error) {
      // A cycle, a bigint, a getter that throws: the mistake is the caller's, the page must not notice.
      answer(drop(draft, 'unserializable', toMessage(error)));
    }
  };

  const track: Pipeline['_track'] = (capture, ...args) =>
    new SafePromise((answer) => accept(() => capture(...args), answer));

  const storedKeys = (): string[] => {
    try {
      return identities._keys().filter((key) => key.startsWith(name));
    } catch {
      return [];
    }
  };

  const erase = (): void => {
    isErased = true;
    queue._erase();
    enricher._reset();
    for (const key of storedKeys()) {
      identities._set(key);
      store._set(key);
    }
  };

  return {
    ...queue,
    _track: track,
    _know(who, type, data) {
      whenGranted(() => enricher._remember(who));
      return track(toDraft, type, { ...who, ...data });
    },
    _begin(pageUrl) {
      for (const hook of hooks) hook(pageUrl);
      enricher._begin();
      isBegun = true;
    },
    _hear(hook) {
      const guarded = guard(hook);
      hooks.add(guarded);
      return () => hooks.delete(guarded);
    },
    _on: ledger._on,
    _read: createReader(request),
    _stats: stats,
    async _flush(timeoutMs) {
      if (consent() === 'granted') await queue._flush(timeoutMs);
      return stats();
    },
    _reset: enricher._reset,
    _setGlobals: enricher._setGlobals,
    _identity: () => (consent() === 'granted' ? enricher._identity() : undefined),
    _adopt: (visitorId, sessionId) => whenGranted(() => enricher._adopt(visitorId, sessionId)),
    _stop() {
      // Nobody can allow any more what is held.
      if (given === 'pending') given = 'denied';
      release();
      queue._stop();
    },
    _setConsent(next) {
      given = next;
      const state = consent();
      if (state === 'pending') return;
      release();
      if (state === 'granted') return;
      erase();
    },
    _report() {
      const state = consent();
      const stored: Record<string, string> = {};
      for (const key of storedKeys()) stored[key] = identities._get(key) || '';
      const event = state === 'granted' ? enricher._enrich(pageView(), true) : `Consent ${state}`;
      return {
        consent: state,
        signal: hasPrivacySignal(),
        destination: apiBaseUrl,
        stored,
        database: isMemory ? undefined : queueName,
        event: typeof event === 'string' ? event : JSON.parse(event._json),
      };
    },
  };
}
