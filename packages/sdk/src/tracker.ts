import type { DashboardReply, ProcessReply, StatusReply } from '@onevault/contract';
import type { AutoTrackingOptions, StartAutoTracking } from './autotrack/feature.ts';
import { formSubmission } from './capture/formSubmission.ts';
import { interaction } from './capture/interaction.ts';
import { pageView } from './capture/pageView.ts';
import { toDraft } from './capture/toDraft.ts';
import { type Consent, type TrackerOptions, toConfig } from './config.ts';
import type { EventData, EventInput, Identity, TrackFailure, TrackResult } from './events.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import type { AnyEvents, DataOf, EventType, PlannedInput } from './plan.ts';
import type { PrivacyReport } from './privacy/toPrivacyReport.ts';
import type { DeliveryEvent, DeliveryEventName, DeliveryStats } from './queue/createLedger.ts';

/**
 * Sends what happens on a page to a OneVault server, by itself too. No method throws or rejects: a failure is an answer
 * `{ success: false, error, event_data }`.
 *
 * @example
 * const tracker = new OneVaultTracker({ customerId: 'demo', apiToken: 'ovt_demo', apiBaseUrl: 'http://localhost:8000' });
 * tracker.enableAutoTracking();
 * tracker.trackEvent('signup', { plan: 'pro' });
 *
 * @typeParam Plan The events that may be tracked by name, from a tracking plan. Default: any.
 */
export class OneVaultTracker<Plan extends object = AnyEvents> {
  private readonly _pipeline: Pipeline;
  private readonly _startAutoTracking: StartAutoTracking | undefined;
  private _stopAutoTracking: (() => void) | undefined;

  /**
   * An entry says what begins auto-tracking: a bundle in which nothing does is smaller.
   *
   * @throws Error `OneVault Tracker requires customerId and apiToken` when either is missing.
   */
  constructor(options: TrackerOptions, startAutoTracking?: StartAutoTracking) {
    this._pipeline = createPipeline(toConfig(options));
    this._startAutoTracking = startAutoTracking;
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
  trackPageView(extra?: EventData): Promise<TrackResult> {
    return this._pipeline._track(pageView, extra);
  }

  /**
   * Tracks a `user_interaction`.
   *
   * @example tracker.trackInteraction('button', 'buy', 'click', { price: 9 });
   */
  trackInteraction(elementType: string, elementId: string, action: string, extra?: EventData): Promise<TrackResult> {
    return this._pipeline._track(interaction, elementType, elementId, action, extra);
  }

  /**
   * Tracks a `form_submission`. Pass only what you mean to store: `formData` is sent as it is.
   *
   * @example tracker.trackFormSubmission('newsletter', { topic: 'news' });
   */
  trackFormSubmission(formId: string, formData?: EventData): Promise<TrackResult> {
    return this._pipeline._track(formSubmission, formId, formData);
  }

  /**
   * Tracks an event of your own type, which is kept verbatim, with a `timestamp`.
   *
   * @example tracker.trackCustomEvent('video_finished', { id: 7 });
   */
  trackCustomEvent<Type extends EventType<Plan>>(eventType: Type, ...data: DataOf<Plan, Type>): Promise<TrackResult>;
  trackCustomEvent(eventType: string, data?: EventData): Promise<TrackResult> {
    return this._pipeline._track(toDraft, eventType, data);
  }

  /**
   * Tracks a `transaction_step`, such as a step of a checkout. `action` is `start`, `progress`, `complete` or `abandon`.
   *
   * @example tracker.trackTransactionStep('payment', 'complete', { total: 9.8, currency: 'EUR' });
   */
  trackTransactionStep(step: string, action: string, data?: EventData): Promise<TrackResult> {
    return this._pipeline._track(toDraft, 'transaction_step', { step, action, ...data });
  }

  /**
   * Tracks by itself: page views, also of single-page apps, clicks, forms (never what is typed), files, scrolling and
   * the time in focus. Everything is on unless it is `false`. Calling it again changes nothing.
   *
   * @example tracker.enableAutoTracking({ scroll: false, features: [webVitals()] });
   */
  enableAutoTracking(options?: AutoTrackingOptions): void {
    // What is tracked by itself is in nobody's plan.
    this._stopAutoTracking ??= this._startAutoTracking?.(this as unknown as OneVaultTracker, options);
  }

  /** Ends what `enableAutoTracking` began: every listener, timer and patch is gone. */
  disableAutoTracking(): void {
    this._stopAutoTracking?.();
    this._stopAutoTracking = undefined;
  }

  /**
   * Says who the visitor is: `user_id` is on every event from here on, also of later pages, until `reset()`. Tracks
   * `identify` with the traits.
   *
   * @example tracker.identify('user-7', { plan: 'pro' });
   */
  identify(userId: string, traits?: EventData): Promise<TrackResult> {
    return this._remember({ user_id: userId }, 'identify', { traits });
  }

  /**
   * Says which company or team the visitor belongs to: `group_id`, likewise. Tracks `group` with the traits.
   *
   * @example tracker.group('acme', { seats: 12 });
   */
  group(groupId: string, traits?: EventData): Promise<TrackResult> {
    return this._remember({ group_id: groupId }, 'group', { traits });
  }

  /**
   * Says that two ids are one person, such as after a user was renamed. Tracks `alias` with `user_id` and
   * `previous_id`; the default of the latter is the id that is known, else the visitor's.
   *
   * @example tracker.alias('user-7', 'lead-3');
   */
  alias(userId: string, previousId?: string): Promise<TrackResult> {
    const { user_id, visitor_id } = this.getIdentity() || {};
    return this._remember({ user_id: userId }, 'alias', { previous_id: previousId || user_id || visitor_id });
  }

  /**
   * Forgets who the visitor was, when somebody logs out: a new visitor and session, no user, group, campaign or global
   * property.
   *
   * @example tracker.reset();
   */
  reset(): void {
    this._pipeline._enricher._reset();
  }

  /**
   * Puts properties on every later event of this page; an event's own win. `undefined` takes one away.
   *
   * @example tracker.setGlobalProperties({ app_version: '1.4' });
   */
  setGlobalProperties(properties: EventData): void {
    this._pipeline._enricher._setGlobals(properties);
  }

  /**
   * Who the events are about: `{ visitor_id, session_id, user_id?, group_id? }`; nothing without consent.
   *
   * @example const visitorId = tracker.getIdentity()?.visitor_id;
   */
  getIdentity(): Identity | undefined {
    const { _gate, _enricher } = this._pipeline;
    return _gate._isGranted() ? _enricher._identity() : undefined;
  }

  /**
   * Goes on as the visitor and session of another place, such as another domain of yours. Nothing without consent.
   *
   * @example tracker.setIdentity({ visitor_id, session_id });
   */
  setIdentity({ visitor_id, session_id }: Pick<Identity, 'visitor_id' | 'session_id'>): void {
    const { _gate, _enricher } = this._pipeline;
    _gate._whenGranted(() => _enricher._setIdentity(visitor_id, session_id));
  }

  /**
   * Says what the visitor allows. `granted` sends what was held; `denied` drops it, and everything that is stored. It is
   * not remembered: say it on every page, here or as an option.
   *
   * @example banner.onAccept(() => tracker.setConsent('granted'));
   */
  setConsent(consent: Consent): void {
    this._pipeline._gate._set(consent);
  }

  /**
   * Lists what would leave the page and what is stored on the device. Sends nothing.
   *
   * @example console.table(tracker.privacyReport().stored);
   */
  privacyReport(): PrivacyReport {
    return this._pipeline._report();
  }

  /**
   * Asks how far the pipeline is. Needs a secret key; a write key is answered `HTTP 403: Forbidden`.
   *
   * @example const { pipeline_status } = await tracker.getTrackingStatus();
   */
  getTrackingStatus(): Promise<StatusReply | TrackFailure> {
    return this._pipeline._read('status');
  }

  /**
   * Asks for the newest events and a summary. `limit` is 1 to 500, default 10. Needs a secret key.
   *
   * @example const { events } = await tracker.getDashboardData(50);
   */
  getDashboardData(limit = 10): Promise<DashboardReply | TrackFailure> {
    return this._pipeline._read(`dashboard?limit=${limit}`);
  }

  /**
   * Has the server process now what waits for this customer. Needs a secret key.
   *
   * @example await tracker.triggerProcessing();
   */
  triggerProcessing(): Promise<ProcessReply | TrackFailure> {
    return this._pipeline._read('process', 'POST');
  }

  /**
   * Counts what became of the events: `tracked = delivered + queued + dropped` at any moment.
   *
   * @example const { queued, droppedByReason } = tracker.getDeliveryStats();
   */
  getDeliveryStats(): DeliveryStats {
    return this._pipeline._stats();
  }

  /**
   * Calls `listener` on every `queued`, `delivered`, `retry` or `dropped` event until the returned function is called.
   *
   * @example const stop = tracker.on('dropped', ({ event_id, reason }) => report(event_id, reason));
   */
  on(name: DeliveryEventName, listener: (event: DeliveryEvent) => void): () => void {
    return this._pipeline._ledger._on(name, listener);
  }

  /**
   * Sends what waits now. Answers the statistics when nothing is left, when the server cannot be reached, or after
   * `timeoutMs` (default 5,000).
   *
   * @example await tracker.flush();
   */
  async flush({ timeoutMs = 5_000 }: { timeoutMs?: number } = {}): Promise<DeliveryStats> {
    if (this._pipeline._gate._isGranted()) await this._pipeline._queue._flush(timeoutMs);
    return this._pipeline._stats();
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
    this.disableAutoTracking();
    this._pipeline._gate._stop();
    this._pipeline._queue._stop();
  }

  /**
   * Another page begins, and its `page_view` will come.
   *
   * @internal
   */
  _beginPage(pageUrl: string): void {
    this._pipeline._pages._begin(pageUrl);
    this._pipeline._enricher._beginPage();
  }

  /**
   * Calls a hook when another page begins, before anything is tracked on it.
   *
   * @internal
   */
  _onPageBegin(hook: (pageUrl: string) => void): () => void {
    return this._pipeline._pages._add(hook);
  }

  /** Keeps who it is for later pages, once that is allowed, and tracks it. */
  private _remember(who: EventData, type: string, data: EventData): Promise<TrackResult> {
    const { _gate, _enricher, _track } = this._pipeline;
    _gate._whenGranted(() => _enricher._remember(who));
    return _track(toDraft, type, { ...who, ...data });
  }
}
