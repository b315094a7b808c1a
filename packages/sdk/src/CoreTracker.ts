import { BaseTracker } from './BaseTracker.ts';
import { toDraft } from './capture/toDraft.ts';
import { type Consent, type TrackerOptions, toConfig } from './config.ts';
import type { EventData, TrackResult } from './events.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import type { AnyEvents } from './plan.ts';
import type { Identity, PrivacyReport } from './privacy/PrivacyReport.ts';

/**
 * Sends what happens on a page to a OneVault server. No method throws or rejects: a failure is an answer
 * `{ success: false, error, event_data }`.
 *
 * @example
 * const tracker = new OneVaultTracker({ customerId: 'demo', apiToken: 'ovt_demo', apiBaseUrl: 'http://localhost:8000' });
 * tracker.trackEvent('signup', { plan: 'pro' });
 *
 * @typeParam Plan The events that may be tracked by name, from a tracking plan. Default: any.
 */
export class CoreTracker<Plan extends object = AnyEvents> extends BaseTracker<Plan> {
  declare protected readonly _adopt: Pipeline['_adopt'];
  /**
   * Another page begins, and its `page_view` will come.
   *
   * @internal
   */
  declare readonly _begin: Pipeline['_begin'];
  /**
   * Calls a hook when another page begins, before anything is tracked on it.
   *
   * @internal
   */
  declare readonly _hear: Pipeline['_hear'];
  declare protected readonly _identity: Pipeline['_identity'];
  declare protected readonly _know: Pipeline['_know'];
  declare protected readonly _report: Pipeline['_report'];
  declare protected readonly _reset: Pipeline['_reset'];
  declare protected readonly _setConsent: Pipeline['_setConsent'];
  declare protected readonly _setGlobals: Pipeline['_setGlobals'];

  /** @throws Error `OneVault Tracker requires customerId and apiToken` when either is missing. */
  constructor(options: TrackerOptions) {
    super(createPipeline(toConfig(options)));
  }

  /**
   * Tracks a `transaction_step`, such as a step of a checkout. `action` is `start`, `progress`, `complete` or `abandon`.
   *
   * @example tracker.trackTransactionStep('payment', 'complete', { total: 9.8, currency: 'EUR' });
   */
  trackTransactionStep(step: string, action: string, data?: EventData): Promise<TrackResult> {
    return this._track(toDraft, 'transaction_step', { step, action, ...data });
  }

  /**
   * Says who the visitor is: `user_id` is on every event from here on, also of later pages, until `reset()`. Tracks
   * `identify` with the traits.
   *
   * @example tracker.identify('user-7', { plan: 'pro' });
   */
  identify(userId: string, traits?: EventData): Promise<TrackResult> {
    return this._know({ user_id: userId }, 'identify', { traits });
  }

  /**
   * Says which company or team the visitor belongs to: `group_id`, likewise. Tracks `group` with the traits.
   *
   * @example tracker.group('acme', { seats: 12 });
   */
  group(groupId: string, traits?: EventData): Promise<TrackResult> {
    return this._know({ group_id: groupId }, 'group', { traits });
  }

  /**
   * Says that two ids are one person, such as after a user was renamed. Tracks `alias` with `user_id` and
   * `previous_id`; the default of the latter is the id that is known, else the visitor's.
   *
   * @example tracker.alias('user-7', 'lead-3');
   */
  alias(userId: string, previousId?: string): Promise<TrackResult> {
    const { user_id, visitor_id } = this.getIdentity() || {};
    return this._know({ user_id: userId }, 'alias', { previous_id: previousId || user_id || visitor_id });
  }

  /**
   * Forgets who the visitor was, when somebody logs out: a new visitor and session, no user, group, campaign or global
   * property.
   *
   * @example tracker.reset();
   */
  reset(): void {
    this._reset();
  }

  /**
   * Puts properties on every later event of this page; an event's own win. `undefined` takes one away.
   *
   * @example tracker.setGlobalProperties({ app_version: '1.4' });
   */
  setGlobalProperties(properties: EventData): void {
    this._setGlobals(properties);
  }

  /**
   * Who the events are about: `{ visitor_id, session_id, user_id?, group_id? }`; nothing without consent.
   *
   * @example const visitorId = tracker.getIdentity()?.visitor_id;
   */
  getIdentity(): Identity | undefined {
    return this._identity();
  }

  /**
   * Goes on as the visitor and session of another place, such as another domain of yours. Nothing without consent.
   *
   * @example tracker.setIdentity({ visitor_id, session_id });
   */
  setIdentity({ visitor_id, session_id }: Pick<Identity, 'visitor_id' | 'session_id'>): void {
    this._adopt(visitor_id, session_id);
  }

  /**
   * Says what the visitor allows. `granted` sends what was held; `denied` drops it, and everything that is stored. It is
   * not remembered: say it on every page, here or as an option.
   *
   * @example banner.onAccept(() => tracker.setConsent('granted'));
   */
  setConsent(consent: Consent): void {
    this._setConsent(consent);
  }

  /**
   * Lists what would leave the page and what is stored on the device. Sends nothing.
   *
   * @example console.table(tracker.privacyReport().stored);
   */
  privacyReport(): PrivacyReport {
    return this._report();
  }
}
