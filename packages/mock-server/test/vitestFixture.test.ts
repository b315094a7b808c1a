import { describe, onTestFinished, vi } from 'vitest';
import { definePlan } from '../src/plan/index.ts';
import { expect, test } from '../src/vitest/index.ts';
import { track } from './track.ts';

// vitest's test with tracking, in vitest itself.

const urls = new Set<string>();
const customers = new Set<string>();

describe('each test has a customer of its own, on one server', () => {
  for (const run of [1, 2]) {
    test(`test ${run} sees its own events only`, async ({ tracking, trackingServer }) => {
      urls.add(trackingServer.url);
      customers.add(tracking.customerId);
      await track(trackingServer, { event_type: 'signup' }, { customer: tracking });
      await expect(tracking).toHaveTrackedTimes('signup', 1);
      expect([urls.size, customers.size]).toEqual([1, run]);
    });
  }
});

const planned = test.extend({
  trackingOptions: [{ plan: definePlan({ signup: { type: 'object' } }), port: false as const }, { scope: 'file' }],
});

planned('the options are the server’s', async ({ tracking, trackingServer }) => {
  await track(trackingServer, { event_type: 'sign_up' }, { customer: tracking });
  expect(await tracking.rejected()).toMatchObject([{ reason: { rule: 'plan_unknown_event' } }]);
  expect(trackingServer.url).toBe('http://onevault.test');
});

describe('what a test leaves behind', () => {
  const warnings: string[] = [];

  test('a test that leaves a fault', ({ tracking }) => {
    const emit = vi.spyOn(process, 'emitWarning').mockImplementation((message) => void warnings.push(String(message)));
    // Fixtures end after this.
    onTestFinished(() => void setImmediate(() => emit.mockRestore()));
    tracking.faults.add({ fault: 'stall', nth: 3 });
  });

  test('is warned about', async () => {
    expect(warnings).toEqual([expect.stringContaining('fault {"fault":"stall","nth":3')]);
  });
});
