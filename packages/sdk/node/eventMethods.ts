import type { Track } from '../src/capture/createIntake.ts';
import { formSubmission } from '../src/capture/formSubmission.ts';
import { interaction } from '../src/capture/interaction.ts';
import { pageView } from '../src/capture/pageView.ts';
import { toDraft } from '../src/capture/toDraft.ts';
import { transactionStep } from '../src/capture/transactionStep.ts';
import type { EventData, EventInput, EventProperties, TrackResult } from '../src/events.ts';
import type { AnyEvents, DataOf, EventType, PlannedInput } from '../src/plan.ts';
import { describeError } from './describeError.ts';

/** The tracking methods, the same as in a browser. None throws or rejects; all work without their object. */
export class EventMethods<Plan extends object = AnyEvents> {
  protected readonly _track: Track;

  constructor(track: Track) {
    this._track = track;
    const own = this as unknown as Record<string, (...args: unknown[]) => unknown>;
    for (const part of [EventMethods.prototype, Reflect.getPrototypeOf(this) as object]) {
      for (const name of Reflect.ownKeys(part) as string[]) {
        // Looked up at each call: a subclass has its own, and a spy may have replaced it.
        if (name !== 'constructor')
          own[name] = (...args) => (Reflect.getPrototypeOf(this) as typeof own)[name]?.apply(this, args);
      }
    }
  }

  /**
   * Tracks one event, given as an object or as a type and its data. Defaults: `page_view`, the visit's `pageUrl`, `{}`.
   * When the call returns, the event is on disk.
   *
   * @example await tracker.trackEvent('order_paid', { value: 9.8, currency: 'EUR' });
   * @returns The server's own answer, or `{ success: false, error, event_data }`. Never rejects.
   */
  trackEvent(event?: PlannedInput<Plan>): Promise<TrackResult>;
  trackEvent<Type extends EventType<Plan>>(eventType: Type, ...eventData: DataOf<Plan, Type>): Promise<TrackResult>;
  trackEvent(event?: EventInput | string, eventData?: EventData): Promise<TrackResult> {
    return this._track(toDraft, event, eventData);
  }

  /**
   * Tracks a `page_view`, for pages that are tracked by the server alone. Its address is the visit's `pageUrl`.
   *
   * @example tracker.forVisitor(visitor, { pageUrl }).trackPageView({ title: 'Tea' });
   */
  trackPageView(extra?: EventProperties): Promise<TrackResult> {
    return this._track(pageView, extra);
  }

  /**
   * Tracks a `user_interaction`.
   *
   * @example tracker.trackInteraction('link', 'unsubscribe', 'click');
   */
  trackInteraction(
    elementType: string,
    elementId: string,
    action: string,
    extra?: EventProperties,
  ): Promise<TrackResult> {
    return this._track(interaction, elementType, elementId, action, extra);
  }

  /**
   * Tracks a `form_submission`. `formData` is sent unchanged: pass only data that you want to store.
   *
   * @example tracker.trackFormSubmission('newsletter', { topic: 'news' });
   */
  trackFormSubmission(formId: string, formData?: EventProperties): Promise<TrackResult> {
    return this._track(formSubmission, formId, formData);
  }

  /**
   * Tracks an event of your own type, kept verbatim, with a `timestamp`.
   *
   * @example tracker.trackCustomEvent('invoice_sent', { number: 7 });
   */
  trackCustomEvent<Type extends EventType<Plan>>(eventType: Type, ...data: DataOf<Plan, Type>): Promise<TrackResult>;
  trackCustomEvent(eventType: string, data?: EventData): Promise<TrackResult> {
    return this._track(toDraft, eventType ?? '', data);
  }

  /**
   * Tracks a `transaction_step`, such as a step of a checkout. `action` is `start`, `progress`, `complete` or `abandon`.
   *
   * @example tracker.trackTransactionStep('payment', 'complete', { order_id: '7', value: 9.8, currency: 'EUR' });
   */
  trackTransactionStep(step: string, action: string, data?: EventProperties): Promise<TrackResult> {
    return this._track(transactionStep, step, action, data);
  }

  /**
   * Tracks a thrown value as `js_error`: name, message (500 characters) and stack (2,000), with addresses and tokens masked.
   *
   * @example process.on('uncaughtExceptionMonitor', (error) => tracker.trackError(error));
   */
  trackError(error: unknown, extra?: EventProperties): Promise<TrackResult> {
    return this._track(() => toDraft('js_error', { kind: 'error', ...describeError(error), ...extra }));
  }
}
