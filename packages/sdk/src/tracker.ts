import type { AutoTrackingOptions } from './autotrack/feature.ts';
import { startAutoTracking } from './autotrack/startAutoTracking.ts';
import { CoreTracker } from './CoreTracker.ts';

/**
 * Sends what happens on a page to a OneVault server, by itself too. No method throws or rejects: a failure is an answer
 * `{ success: false, error, event_data }`.
 *
 * @example
 * const tracker = new OneVaultTracker({ customerId: 'demo', apiToken: 'ovt_demo', apiBaseUrl: 'http://localhost:8000' });
 * tracker.enableAutoTracking();
 * tracker.trackEvent('signup', { plan: 'pro' });
 */
export class OneVaultTracker extends CoreTracker {
  /**
   * Tracks by itself: page views, also of single-page apps, clicks, forms (never what is typed), files, scrolling and
   * the time in focus. Everything is on unless it is `false`. Calling it again changes nothing.
   *
   * @example tracker.enableAutoTracking({ scroll: false, features: [webVitals()] });
   */
  enableAutoTracking(options?: AutoTrackingOptions): void {
    this._stopAutoTracking ??= startAutoTracking(this, options);
  }
}
