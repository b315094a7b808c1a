import type { TrackedStep } from './subject.ts';

/**
 * Matchers for what reached the business layer. Each waits until everything sent has settled first, so that
 * `.not` is sound. For events that a page has yet to send there is `await customer.waitFor(…)`.
 */
export interface TrackingMatchers {
  /**
   * At least one event of the type, with at least these properties.
   *
   * @example await expect(server).toHaveTracked('appointment_booked', { value: 120 });
   */
  toHaveTracked(type: string, properties?: Record<string, unknown>): Promise<void>;
  /**
   * Exactly so many.
   *
   * @example await expect(server).toHaveTrackedTimes('page_view', 3);
   */
  toHaveTrackedTimes(type: string, times: number, properties?: Record<string, unknown>): Promise<void>;
  /**
   * One after the other as they happened; others may lie between.
   *
   * @example await expect(server).toHaveTrackedInOrder(['page_view', ['appointment_booked', { value: 120 }]]);
   */
  toHaveTrackedInOrder(steps: readonly TrackedStep[]): Promise<void>;
  /**
   * Nothing was refused, rejected or set aside.
   *
   * @example await expect(server).toHaveNoRejectedEvents();
   */
  toHaveNoRejectedEvents(): Promise<void>;
  /**
   * So many sessions came as far as each step.
   *
   * @example await expect(server).toHaveFunnel(['page_view', 'add_to_cart', 'order'], [10, 3, 1]);
   */
  toHaveFunnel(steps: readonly TrackedStep[], counts: readonly number[]): Promise<void>;
}
