import type { DashboardReply, ProcessReply, StatusReply } from '@onevault/contract';
import type { AutoTrackingOptions, StartAutoTracking, Viewed } from './autotrack/feature.ts';
import { attempt } from './browser/attempt.ts';
import { toMessage } from './browser/toMessage.ts';
import { formSubmission } from './capture/formSubmission.ts';
import { interaction } from './capture/interaction.ts';
import { pageView } from './capture/pageView.ts';
import { toDraft } from './capture/toDraft.ts';
import { transactionStep } from './capture/transactionStep.ts';
import { type Consent, checkTrackerOptions, type TrackerOptions, toConfig } from './config.ts';
import type { EventData, EventInput, EventProperties, Identity, TrackFailure, TrackResult } from './events.ts';
import { isInspected } from './inspector/isInspected.ts';
import type { LoadInspector } from './inspector/LoadInspector.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import type { AnyEvents, DataOf, EventType, PlannedInput } from './plan.ts';
import type { PrivacyReport } from './privacy/toPrivacyReport.ts';
import type { DeliveryEvent, DeliveryEventName, DeliveryStats } from './queue/createLedger.ts';
import { type SharedTracker, shareTracker } from './shareTracker.ts';
import { warn } from './warn.ts';

/**
 * Tracks events on a page, also automatically, and sends them to a OneVault server. No method throws or rejects: a
 * failure is an answer `{ success: false, error, event_data }`.
 *
 * @example
 * const tracker = new OneVaultTracker({ customerId: 'demo', apiToken: 'ovt_demo', apiBaseUrl: 'http://localhost:8000' });
 * tracker.enableAutoTracking();
 * tracker.trackEvent('signup', { plan: 'pro' });
 *
 * @typeParam Plan The events that may be tracked by name, from a tracking plan. Default: any.
 */
export class OneVaultTracker<Plan extends object = AnyEvents> {
  private readonly _pipeline!: Pipeline;
  private readonly _shared!: SharedTracker;
  private readonly _load!: LoadInspector;
  private _stopAutoTracking: (() => void) | undefined;
  /**
   * The route whose `page_view` was last.
   *
   * @internal
   */
  _viewed: Viewed | undefined;

  /**
   * The same customer and server again is the same tracker, until its `shutdown()`: then `new` returns that one. Each
   * entry passes its starter of auto-tracking (a bundle without one is smaller) and its way to load the inspector.
   *
   * @throws Error `OneVault Tracker requires customerId and apiToken` when either is missing.
   */
  constructor(options: TrackerOptions, load: LoadInspector, startAutoTracking?: StartAutoTracking) {
    const config = toConfig(options);
    // Automatic events are in no tracking plan.
    const tracker = this as unknown as OneVaultTracker;
    const shared = shareTracker({ tracker, options: config, start: startAutoTracking });
    // biome-ignore lint/correctness/noConstructorReturn: one tracker a page.
    if (shared.tracker !== tracker) return shared.tracker as this;
    this._shared = shared;
    this._load = load;
    this._pipeline = createPipeline(config);
    shared.look = this._pipeline._look;
    // Every method works without its object, as in `const { trackEvent } = tracker`, and throws nothing into the page.
    const own = this as unknown as Record<string, (...args: unknown[]) => unknown>;
    for (const name of Reflect.ownKeys(OneVaultTracker.prototype) as string[]) {
      if (name === 'constructor') continue;
      // Looked up at each call: a subclass has its own, and a spy may have replaced it. Getters of an argument may throw.
      own[name] = (...args) => attempt(() => (Reflect.getPrototypeOf(this) as typeof own)[name]?.apply(this, args));
    }
    if (config.inspector !== false && attempt(isInspected)) this.inspect();
  }

  /**
   * Tracks one event, given as an object or as a type and its data. Defaults: `page_view`, the page's address, `{}`.
   * Context (visitor, session, page view, clock) is added; your own fields win over it, except `seq`, `sent_at` and
   * `tab_id`.
   *
   * @example await tracker.trackEvent({ event_type: 'signup', event_data: { plan: 'pro' } });
   * @returns The server's own answer, or `{ success: false, error, event_data }`. Never rejects.
   */
  trackEvent(event?: PlannedInput<Plan>): Promise<TrackResult>;
  trackEvent<Type extends EventType<Plan>>(eventType: Type, ...eventData: DataOf<Plan, Type>): Promise<TrackResult>;
  trackEvent(event?: EventInput | string, eventData?: EventData): Promise<TrackResult> {
    return this._pipeline._track(toDraft, event, eventData);
  }

  /**
   * Tracks a `page_view` with `title`, `referrer` and `timestamp`.
   *
   * @example tracker.trackPageView({ section: 'pricing' });
   */
  trackPageView(extra?: EventProperties): Promise<TrackResult> {
    return this._pipeline._track(pageView, extra);
  }

  /**
   * Tracks a `user_interaction`.
   *
   * @example tracker.trackInteraction('button', 'buy', 'click', { price: 9 });
   */
  trackInteraction(
    elementType: string,
    elementId: string,
    action: string,
    extra?: EventProperties,
  ): Promise<TrackResult> {
    return this._pipeline._track(interaction, elementType, elementId, action, extra);
  }

  /**
   * Tracks a `form_submission`. `formData` is sent unchanged: pass only data that you want to store.
   *
   * @example tracker.trackFormSubmission('newsletter', { topic: 'news' });
   */
  trackFormSubmission(formId: string, formData?: EventProperties): Promise<TrackResult> {
    return this._pipeline._track(formSubmission, formId, formData);
  }

  /**
   * Tracks an event of your own type, kept verbatim, with a `timestamp`.
   *
   * @example tracker.trackCustomEvent('video_finished', { id: 7 });
   */
  trackCustomEvent<Type extends EventType<Plan>>(eventType: Type, ...data: DataOf<Plan, Type>): Promise<TrackResult>;
  trackCustomEvent(eventType: string, data?: EventData): Promise<TrackResult> {
    return this._pipeline._track(toDraft, eventType ?? '', data);
  }

  /**
   * Tracks a `transaction_step`, such as a step of a checkout. `action` is `start`, `progress`, `complete` or `abandon`.
   *
   * @example tracker.trackTransactionStep('payment', 'complete', { total: 9.8, currency: 'EUR' });
   */
  trackTransactionStep(step: string, action: string, data?: EventProperties): Promise<TrackResult> {
    return this._pipeline._track(transactionStep, step, action, data);
  }

  /**
   * Tracks automatically: page views, also of single-page apps, clicks, forms (never typed text), files, scrolling and
   * the time in focus. Every feature is on unless it is `false`. Calling it again changes nothing.
   *
   * @example tracker.enableAutoTracking({ scroll: false, features: [webVitals()] });
   */
  enableAutoTracking(options?: AutoTrackingOptions): void {
    const { start, tracker } = this._shared;
    this._stopAutoTracking ??= start?.(tracker, options ?? undefined);
  }

  /** Ends auto-tracking: removes every listener, timer and patch. */
  disableAutoTracking(): void {
    this._stopAutoTracking?.();
    this._stopAutoTracking = undefined;
  }

  /**
   * Sets the visitor's user: `user_id` is on every later event, also on later pages, until `reset()`. Tracks `identify`
   * with the traits.
   *
   * @example tracker.identify('user-7', { plan: 'pro' });
   */
  identify(userId: string, traits?: EventProperties): Promise<TrackResult> {
    return this._remember({ user_id: userId }, 'identify', { traits });
  }

  /**
   * Sets the visitor's company or team: `group_id` is on every later event too. Tracks `group` with the traits.
   *
   * @example tracker.group('acme', { seats: 12 });
   */
  group(groupId: string, traits?: EventProperties): Promise<TrackResult> {
    return this._remember({ group_id: groupId }, 'group', { traits });
  }

  /**
   * States that two ids are one person, for example after a user was renamed. Tracks `alias` with `user_id` and
   * `previous_id`, by default the known user id, else the visitor's.
   *
   * @example tracker.alias('user-7', 'lead-3');
   */
  alias(userId: string, previousId?: string): Promise<TrackResult> {
    const { user_id, visitor_id } = this.getIdentity() || {};
    return this._remember({ user_id: userId }, 'alias', { previous_id: previousId || user_id || visitor_id });
  }

  /**
   * Forgets the visitor, for example on logout: a new visitor and session, no user, group, campaign or global property.
   *
   * @example tracker.reset();
   */
  reset(): void {
    this._pipeline._enricher._reset();
  }

  /**
   * Adds properties to every later event of this page; an event's own win. `undefined` removes one.
   *
   * @example tracker.setGlobalProperties({ app_version: '1.4' });
   */
  setGlobalProperties(properties: EventProperties): void {
    this._pipeline._enricher._setGlobals(properties);
  }

  /**
   * The identity of the events: `{ visitor_id, session_id, user_id?, group_id? }`; undefined without consent.
   *
   * @example const visitorId = tracker.getIdentity()?.visitor_id;
   */
  getIdentity(): Identity | undefined {
    const { _gate, _enricher } = this._pipeline;
    return _gate._isGranted() ? _enricher._identity() : undefined;
  }

  /**
   * Continues a visitor and session from elsewhere, such as another of your domains. Does nothing without consent, or if
   * an id has another form than ours. With `linked_at`, the time of a link in milliseconds, a link counts once, and not
   * after a later one.
   *
   * @example tracker.setIdentity({ visitor_id, session_id });
   */
  setIdentity(identity: Pick<Identity, 'visitor_id' | 'session_id'> & { linked_at?: number }): void {
    const { visitor_id, session_id, linked_at } = identity;
    const { _gate, _enricher } = this._pipeline;
    _gate._whenGranted(() => _enricher._setIdentity(visitor_id, session_id, linked_at));
  }

  /**
   * Sets the visitor's consent. `granted` sends held events; `denied` drops them and erases stored data. The SDK does
   * not store the consent: set it on every page, here or as an option. Any other word means `denied`, with a warning.
   *
   * @example banner.onAccept(() => tracker.setConsent('granted'));
   */
  setConsent(consent: Consent): void {
    this._pipeline._gate._set(checkTrackerOptions({ consent }).consent);
  }

  /**
   * Lists the data on the device and a page view as it would be sent. Sends nothing.
   *
   * @example console.table(tracker.privacyReport().stored);
   */
  privacyReport(): PrivacyReport {
    return this._pipeline._report();
  }

  /**
   * Reads the state of the pipeline. Needs a full key; a write key gets `HTTP 403: Forbidden`.
   *
   * @example const { pipeline_status } = await tracker.getTrackingStatus();
   */
  getTrackingStatus(): Promise<StatusReply | TrackFailure> {
    return this._pipeline._read('status');
  }

  /**
   * Reads the newest events and a summary. `limit` is 1 to 500, default 10. Needs a full key.
   *
   * @example const { events } = await tracker.getDashboardData(50);
   */
  getDashboardData(limit = 10): Promise<DashboardReply | TrackFailure> {
    return this._pipeline._read('dashboard?limit=', 'GET', limit);
  }

  /**
   * Makes the server process this customer's waiting events now. Needs a full key.
   *
   * @example await tracker.triggerProcessing();
   */
  triggerProcessing(): Promise<ProcessReply | TrackFailure> {
    return this._pipeline._read('process', 'POST');
  }

  /**
   * Counts the events by result: `tracked = delivered + queued + dropped` at any moment.
   *
   * @example const { queued, droppedByReason } = tracker.getDeliveryStats();
   */
  getDeliveryStats(): DeliveryStats {
    return this._pipeline._stats();
  }

  /**
   * Calls `listener` on every `queued`, `sent`, `delivered`, `retry` or `dropped` event until the returned function is
   * called.
   *
   * @example const stop = tracker.on('dropped', ({ event_id, reason }) => report(event_id, reason));
   */
  on(name: DeliveryEventName, listener: (event: DeliveryEvent) => void): () => void {
    return this._pipeline._ledger._on(name, listener);
  }

  /**
   * Opens the inspector on the page: what is tracked, sent and stored, what is masked, and consent. It is a file of its
   * own, loaded now: `onevault.inspector.js` beside the script of the tracker, or `@onevault/tracker/inspector`. If it
   * cannot be loaded, the console says why.
   *
   * @example tracker.inspect();
   */
  async inspect(): Promise<void> {
    try {
      (await this._load()).openInspector(this);
    } catch (error) {
      warn(`Failed to load the inspector: ${toMessage(error)}`);
    }
  }

  /**
   * Sends waiting events now. Resolves with the statistics when none is left, when the server cannot be reached, or
   * after `timeoutMs` (default 5,000).
   *
   * @example await tracker.flush();
   */
  async flush(options?: { timeoutMs?: number }): Promise<DeliveryStats> {
    const { _gate, _queue, _stats } = this._pipeline;
    try {
      const { timeoutMs = 5_000 } = options || {};
      if (_gate._isGranted()) await _queue._flush(+timeoutMs);
    } catch {
      // Options that cannot be read.
    }
    return _stats();
  }

  /** Sends nothing until `resume()`; events are kept. */
  pause(): void {
    this._pipeline._queue._halt('Paused');
  }

  /** Ends `pause()`, and tries again after a refused key. */
  resume(): void {
    this._pipeline._queue._resume();
  }

  /**
   * Ends the tracker: sends what it can, leaves the rest in storage for the next page, removes every listener and
   * timer. Later events are dropped as `shutdown`.
   */
  shutdown(): void {
    this._shared.end?.();
    this.disableAutoTracking();
    this._pipeline._gate._stop();
    this._pipeline._queue._stop();
  }

  /**
   * Begins another page, before its `page_view` is sent.
   *
   * @internal
   */
  _beginPage(pageUrl: string): void {
    this._pipeline._pages._begin(pageUrl);
    this._pipeline._enricher._beginPage();
  }

  /**
   * Calls a hook when another page begins, before any event of it.
   *
   * @internal
   */
  _onPageBegin(hook: (pageUrl: string) => void): () => void {
    return this._pipeline._pages._add(hook);
  }

  /** Stores the identity for later pages, once consent is granted, and tracks it. */
  private _remember(who: EventData, type: string, data: EventData): Promise<TrackResult> {
    const { _gate, _enricher, _track } = this._pipeline;
    _gate._whenGranted(() => _enricher._remember(who));
    return _track(toDraft, type, { ...who, ...data });
  }
}
