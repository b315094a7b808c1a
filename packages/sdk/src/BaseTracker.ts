import type { DashboardReply, ProcessReply, StatusReply } from '@onevault/contract';
import { formSubmission } from './capture/formSubmission.ts';
import { interaction } from './capture/interaction.ts';
import { pageView } from './capture/pageView.ts';
import { toDraft } from './capture/toDraft.ts';
import type { Draft, EventData, EventInput, TrackFailure, TrackResult } from './events.ts';
import type { AnyEvents, DataOf, EventType, PlannedInput } from './plan.ts';
import type { DeliveryEvent, DeliveryEventName, DeliveryStats, Ledger } from './queue/createLedger.ts';
import type { Queue } from './queue/queue.ts';
import type { Read } from './read/createReader.ts';

/** What every build's pipeline can do. */
export interface BasePipeline extends Omit<Queue, '_add' | '_erase'> {
  _track<T extends unknown[]>(capture: (...args: T) => Draft, ...args: T): Promise<TrackResult>;
  _on: Ledger['_on'];
  _read: Read;
}

/** Explicit tracking, delivery and reading: what every build of the tracker has. */
export class BaseTracker<Plan extends object = AnyEvents> {
  declare protected readonly _flush: BasePipeline['_flush'];
  declare protected readonly _halt: BasePipeline['_halt'];
  declare protected readonly _on: BasePipeline['_on'];
  declare protected readonly _read: BasePipeline['_read'];
  declare protected readonly _stats: BasePipeline['_stats'];
  declare protected readonly _stop: BasePipeline['_stop'];
  declare protected readonly _track: BasePipeline['_track'];
  declare protected _stopAutoTracking: (() => void) | undefined;

  /** The pipeline's own functions become the tracker's: a field between them cost fifteen bytes. */
  constructor(pipeline: BasePipeline) {
    Object.assign(this, pipeline);
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
    return this._track(toDraft, event, eventData);
  }

  /**
   * Tracks a `page_view` with `title`, `referrer` and `timestamp`.
   *
   * @example tracker.trackPageView({ section: 'pricing' });
   */
  trackPageView(extra?: EventData): Promise<TrackResult> {
    return this._track(pageView, extra);
  }

  /**
   * Tracks a `user_interaction`.
   *
   * @example tracker.trackInteraction('button', 'buy', 'click', { price: 9 });
   */
  trackInteraction(elementType: string, elementId: string, action: string, extra?: EventData): Promise<TrackResult> {
    return this._track(interaction, elementType, elementId, action, extra);
  }

  /**
   * Tracks a `form_submission`. Pass only what you mean to store: `formData` is sent as it is.
   *
   * @example tracker.trackFormSubmission('newsletter', { topic: 'news' });
   */
  trackFormSubmission(formId: string, formData?: EventData): Promise<TrackResult> {
    return this._track(formSubmission, formId, formData);
  }

  /**
   * Tracks an event of your own type, which is kept verbatim, with a `timestamp`.
   *
   * @example tracker.trackCustomEvent('video_finished', { id: 7 });
   */
  trackCustomEvent<Type extends EventType<Plan>>(eventType: Type, ...data: DataOf<Plan, Type>): Promise<TrackResult>;
  trackCustomEvent(eventType: string, data?: EventData): Promise<TrackResult> {
    return this._track(toDraft, eventType, data);
  }

  /**
   * Asks how far the pipeline is. Needs a secret key; a write key is answered `HTTP 403: Forbidden`.
   *
   * @example const { pipeline_status } = await tracker.getTrackingStatus();
   */
  getTrackingStatus(): Promise<StatusReply | TrackFailure> {
    return this._read('status');
  }

  /**
   * Asks for the newest events and a summary. `limit` is 1 to 500, default 10. Needs a secret key.
   *
   * @example const { events } = await tracker.getDashboardData(50);
   */
  getDashboardData(limit = 10): Promise<DashboardReply | TrackFailure> {
    return this._read(`dashboard?limit=${limit}`);
  }

  /**
   * Has the server process now what waits for this customer. Needs a secret key.
   *
   * @example await tracker.triggerProcessing();
   */
  triggerProcessing(): Promise<ProcessReply | TrackFailure> {
    return this._read('process', 'POST');
  }

  /**
   * Counts what became of the events: `tracked = delivered + queued + dropped` at any moment.
   *
   * @example const { queued, droppedByReason } = tracker.getDeliveryStats();
   */
  getDeliveryStats(): DeliveryStats {
    return this._stats();
  }

  /**
   * Calls `listener` on every `queued`, `delivered`, `retry` or `dropped` event until the returned function is called.
   *
   * @example const stop = tracker.on('dropped', ({ event_id, reason }) => report(event_id, reason));
   */
  on(name: DeliveryEventName, listener: (event: DeliveryEvent) => void): () => void {
    return this._on(name, listener);
  }

  /**
   * Sends what waits now. Answers the statistics when nothing is left, when the server cannot be reached, or after
   * `timeoutMs` (default 5,000).
   *
   * @example await tracker.flush();
   */
  flush({ timeoutMs = 5_000 }: { timeoutMs?: number } = {}): Promise<DeliveryStats> {
    return this._flush(timeoutMs);
  }

  /** Sends nothing until `resume()`; events are kept. */
  pause(): void {
    this._halt('Paused');
  }

  /** Ends `pause()`, and tries again after a refused key. */
  resume(): void {
    this._halt('');
  }

  /** Ends what `enableAutoTracking` began, in builds that have it: every listener, timer and patch is gone. */
  disableAutoTracking(): void {
    this._stopAutoTracking?.();
    this._stopAutoTracking = undefined;
  }

  /**
   * Ends the tracker: sends what it can, leaves the rest in storage for the next page, removes every listener and
   * timer. Later events are dropped as `shutdown`.
   */
  shutdown(): void {
    this.disableAutoTracking();
    this._stop();
  }
}
