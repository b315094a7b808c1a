import type { WaitOptions } from './lookUntil.ts';
import type { TrackedStep } from './subject.ts';

/**
 * Matchers for events in the business layer. Each first waits until all accepted events have settled. For events that a
 * page has yet to send, give `{ timeoutMs }` as the last argument: what comes ends the wait at once; `.not`, `0` times
 * and `toHaveNoRejectedEvents` hold only when nothing has come until its end. In Playwright the time-out of `expect` is
 * the default, except with these three.
 */
export interface TrackingMatchers {
  /**
   * At least one event of the type, with at least these properties.
   *
   * @example await expect(server).toHaveTracked('appointment_booked', { value: 120 });
   * @example await expect(server).toHaveTracked('appointment_booked', { value: 120 }, { timeoutMs: 3000 });
   */
  toHaveTracked(type: string, properties?: Record<string, unknown>, options?: WaitOptions): Promise<void>;
  /**
   * Exactly `times` events.
   *
   * @example await expect(server).toHaveTrackedTimes('page_view', 3);
   */
  toHaveTrackedTimes(
    type: string,
    times: number,
    properties?: Record<string, unknown>,
    options?: WaitOptions,
  ): Promise<void>;
  /**
   * In the order they happened; other events may lie between.
   *
   * @example await expect(server).toHaveTrackedInOrder(['page_view', ['appointment_booked', { value: 120 }]]);
   */
  toHaveTrackedInOrder(steps: readonly TrackedStep[], options?: WaitOptions): Promise<void>;
  /**
   * No event was refused, rejected or set aside.
   *
   * @example await expect(server).toHaveNoRejectedEvents();
   */
  toHaveNoRejectedEvents(options?: WaitOptions): Promise<void>;
  /**
   * The number of sessions that reached each step: a type, a type with properties, or a type with a predicate.
   *
   * @example await expect(server).toHaveFunnel(['page_view', 'add_to_cart', 'order'], [10, 3, 1]);
   */
  toHaveFunnel(steps: readonly TrackedStep[], counts: readonly number[], options?: WaitOptions): Promise<void>;
}
