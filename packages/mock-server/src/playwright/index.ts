/** Playwright's `test` with tracking: import it instead of Playwright's own. */
import {
  test as base,
  expect as baseExpect,
  type Expect,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestType,
} from '@playwright/test';
import { createMockServer, type MockServer, type MockServerOptions } from '../kit/createMockServer.ts';
import * as matchers from '../matchers/index.ts';
import { describeJourney } from './describeJourney.ts';
import { followContext, type PageTracking } from './followContext.ts';

export { type SnapshotEvent, toSnapshot } from '../kit/toSnapshot.ts';
export { followContext, type PageTracking } from './followContext.ts';

/** Playwright's `expect` with the matchers; its time-out is theirs, too. */
export const expect: Expect<typeof matchers> = baseExpect.extend({ ...matchers });

export interface TrackingFixtures {
  /** The test's own customer; every tracker in its pages sends to it. */
  tracking: PageTracking;
}

export interface TrackingWorkerFixtures {
  /** Options of the server: `test.use({ trackingOptions: { plan } })`. */
  trackingOptions: MockServerOptions;
  /** One server per worker; its tests share it but have separate customers. */
  trackingServer: MockServer;
}

// How long a test waits at its end for pages that are still sending.
const SETTLE_MS = 2_000;

/**
 * @example
 * import { expect, test } from '@onevault/mock-server/playwright';
 * test('books', async ({ page, tracking }) => {
 *   await page.goto('/');
 *   await page.getByRole('button', { name: 'Book' }).click();
 *   await expect(tracking).toHaveTracked('appointment_booked', { value: 120 });
 * });
 */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & TrackingFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & TrackingWorkerFixtures
> = base.extend<TrackingFixtures, TrackingWorkerFixtures>({
  trackingOptions: [{}, { option: true, scope: 'worker' }],

  trackingServer: [
    async ({ trackingOptions }, use) => {
      const server = await createMockServer(trackingOptions);
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],

  tracking: [
    async ({ context, trackingServer }, use, testInfo) => {
      const tracking = await followContext(context, trackingServer);
      await use(tracking);
      await tracking.settled({ timeoutMs: SETTLE_MS }).catch(() => {});
      const [ledger, events, rejected, leftovers] = await Promise.all([
        tracking.ledger(),
        tracking.events({ stage: 'any' }),
        tracking.rejected(),
        tracking.leftovers(),
      ]);
      await testInfo.attach('tracking', {
        body: describeJourney({ ledger, events, rejected }),
        contentType: 'text/plain',
      });
      await testInfo.attach('tracking.json', {
        body: JSON.stringify({ ledger, events, rejected }, null, 2),
        contentType: 'application/json',
      });
      for (const description of leftovers) testInfo.annotations.push({ type: 'warning', description });
      tracking.faults.remove();
      await tracking.reset();
    },
    { auto: true },
  ],
});
