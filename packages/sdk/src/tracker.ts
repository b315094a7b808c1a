import type { AutoTrackingOptions } from './autotrack/feature.ts';
import { startAutoTracking } from './autotrack/startAutoTracking.ts';
import { CoreTracker } from './CoreTracker.ts';
import type { AnyEvents } from './plan.ts';

/**
 * Sends what happens on a page to a OneVault server, by itself too. No method throws or rejects: a failure is an answer
 * `{ success: false, error, event_data }`.
 *
 * @example
 * const tracker = new OneVaultTracker({ customerId: 'demo', apiToken: 'ovt_demo', apiBaseUrl: 'http://localhost:8000' });
 * tracker.enableAutoTracking();
 * tracker.trackEvent('signup', { plan: 'pro' });
 */
export class OneVaultTracker<Plan extends object = AnyEvents> extends CoreTracker<Plan> {
  /**
   * Tracks by itself: page views, also of single-page apps, clicks, forms (never what is typed), files, scrolling and
   * the time in focus. Everything is on unless it is `false`. Calling it again changes nothing.
   *
   * @example tracker.enableAutoTracking({ scroll: false, features: [webVitals()] });
   */
  enableAutoTracking(options?: AutoTrackingOptions): void {
    // What is tracked by itself is in nobody's plan.
    this._stopAutoTracking ??= startAutoTracking(this as unknown as OneVaultTracker, options);
  }
}
