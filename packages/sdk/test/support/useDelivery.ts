/** A tracker and its fake server, for tests of delivery: assert the receiver's events before the tracker's answers. */
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { type DeliveryStats, OneVaultTracker, type TrackerOptions, type TrackResult } from '../../src/entries/npm.ts';
import { createReceiver, type Receiver } from './createReceiver.ts';

const options = { apiBaseUrl: 'https://api.test', customerId: 'acme', apiToken: 'ovt_secret' };

export interface Delivery {
  /** A new one for each test. */
  receiver: Receiver;
  createTracker(more?: Partial<TrackerOptions>): OneVaultTracker;
  /** The number of events in each request. */
  batchSizes(): number[];
}

/** Fake timers, empty storage and a receiver for each test of the file. Checks every tracker's ledger at its end. */
export function useDelivery(): Delivery {
  const trackers: OneVaultTracker[] = [];
  const delivery: Delivery = {
    receiver: undefined as unknown as Receiver,
    createTracker(more) {
      const tracker = new OneVaultTracker({ ...options, ...more });
      trackers.push(tracker);
      return tracker;
    },
    batchSizes: () => delivery.receiver.requests.map(({ body }) => (Array.isArray(body) ? body.length : 1)),
  };
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(console, 'log').mockImplementation(() => {});
    localStorage.clear();
    sessionStorage.clear();
    delivery.receiver = createReceiver();
  });
  afterEach(() => {
    for (const tracker of trackers.splice(0)) {
      expect(isBalanced(tracker.getDeliveryStats())).toBe(true);
      tracker.shutdown();
    }
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
  return delivery;
}

export function trackMany(
  tracker: OneVaultTracker,
  count: number,
  data: Record<string, unknown> = {},
): Promise<TrackResult>[] {
  return Array.from({ length: count }, (_, n) => tracker.trackEvent('x', { n, ...data }));
}

export const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

export function setVisibility(state: 'hidden' | 'visible'): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
}

const isBalanced = ({ tracked, delivered, queued, dropped }: DeliveryStats): boolean =>
  tracked === delivered + queued + dropped;
