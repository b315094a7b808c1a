import { test as base, type TestAPI } from 'vitest';
import type { MockServer, MockServerOptions } from '../kit/createMockServer.ts';
import type { TestCustomer } from '../kit/testCustomer.ts';
import { warnOfLeftovers } from '../kit/warn.ts';

export interface TrackingFixtures {
  /** Options of the server: `test.extend({ trackingOptions: [{ plan }, { scope: 'file' }] })`. */
  trackingOptions: MockServerOptions;
  /** One server per file; its tests share it but have separate customers. */
  trackingServer: MockServer;
  /** The test's own customer. */
  tracking: TestCustomer;
}

/**
 * vitest's `test` with tracking.
 *
 * @example
 * import { expect, test } from '@onevault/mock-server/vitest';
 * test('books', async ({ tracking }) => {
 *   await book(new OneVaultTracker(tracking.trackerOptions));
 *   await expect(tracking).toHaveTracked('appointment_booked', { value: 120 });
 * });
 */
export const test: TestAPI<TrackingFixtures> = base.extend<TrackingFixtures>({
  trackingOptions: [{}, { scope: 'file' }],

  trackingServer: [
    async ({ trackingOptions }, use) => {
      // Loaded only if needed: a setup file runs before every test file, in a browser too.
      const { createMockServer } = await import('../kit/createMockServer.ts');
      const server = await createMockServer(trackingOptions);
      await use(server);
      await server.close();
    },
    { scope: 'file' },
  ],

  tracking: async ({ trackingServer }, use) => {
    const customer = await trackingServer.createCustomer();
    await use(customer);
    warnOfLeftovers(await customer.leftovers());
    customer.faults.remove();
    await customer.reset();
  },
});
