import { describe, expect, test } from 'vitest';
import type { PlanOf } from '../../../mock-server/src/plan/index.ts';
import { definePlan } from '../../../mock-server/src/plan/index.ts';
import { OneVaultTracker } from '../../src/entries/npm.ts';

// These are mostly type tests: `tsc` fails if an expected error is missing.

interface Plan {
  appointment_booked: { value: number; service?: 'teeth' | 'eyes' };
  newsletter_joined: { topic?: string };
}

const options = { customerId: 'demo', apiToken: 'ovt_demo', apiBaseUrl: 'http://127.0.0.1:9' };

function neverRun(tracker: OneVaultTracker<Plan>): void {
  tracker.trackEvent('appointment_booked', { value: 120 });
  tracker.trackEvent('appointment_booked', { value: 120, service: 'eyes', user_id: 'u1', session_id: 'sess_1' });
  tracker.trackEvent({ event_type: 'appointment_booked', event_data: { value: 120 }, page_url: '/book' });
  tracker.trackEvent('newsletter_joined');
  tracker.trackEvent({ event_type: 'newsletter_joined' });
  tracker.trackCustomEvent('newsletter_joined', { topic: 'news' });
  tracker.trackEvent();
  tracker.trackPageView({ anything: true });

  // @ts-expect-error: no such event
  tracker.trackEvent('appointment_bookd', { value: 120 });
  // @ts-expect-error: no such event
  tracker.trackEvent({ event_type: 'appointment_bookd', event_data: { value: 120 } });
  // @ts-expect-error: a property is missing
  tracker.trackEvent('appointment_booked', {});
  // @ts-expect-error: the data is missing
  tracker.trackEvent('appointment_booked');
  // @ts-expect-error: the data is missing
  tracker.trackEvent({ event_type: 'appointment_booked' });
  // @ts-expect-error: another type
  tracker.trackEvent('appointment_booked', { value: '120' });
  // @ts-expect-error: no such property
  tracker.trackEvent('appointment_booked', { value: 120, valeu: 1 });
  // @ts-expect-error: not one of the values
  tracker.trackCustomEvent('appointment_booked', { value: 120, service: 'hair' });
  // @ts-expect-error: no such event
  tracker.trackCustomEvent('appointment_bookd', { value: 120 });
  // @ts-expect-error: the properties of another event
  tracker.trackEvent({ event_type: 'newsletter_joined', event_data: { value: 120 } });
}

const plan = definePlan({
  order: {
    type: 'object',
    properties: {
      value: { type: 'number' },
      items: { type: 'array', items: { type: 'string' } },
      plan: { enum: ['a', 'b'] },
    },
    required: ['value', 'plan'],
  },
  empty: { type: 'object', properties: {} },
});

function neverRunWithSchema(tracker: OneVaultTracker<PlanOf<typeof plan>>): void {
  tracker.trackEvent('order', { value: 1, plan: 'a', items: ['x'] });
  // @ts-expect-error: not one of the values
  tracker.trackEvent('order', { value: 1, plan: 'c' });
  // @ts-expect-error: items are texts
  tracker.trackEvent('order', { value: 1, plan: 'a', items: [1] });
  // @ts-expect-error: no such event
  tracker.trackEvent('orders', { value: 1, plan: 'a' });
}

function neverRunWithoutPlan(tracker: OneVaultTracker): void {
  tracker.trackEvent('anything', { at: 'all' });
  tracker.trackEvent({ event_data: { at: 'all' } });
  tracker.trackCustomEvent('anything');
  // @ts-expect-error: a type is a text
  tracker.trackEvent(5);
}

interface Signup {
  plan: string;
  seats?: number;
}

/** An interface has no index signature: its values are properties all the same. */
function neverRunWithInterfaces(tracker: OneVaultTracker, planned: OneVaultTracker<{ signup: Signup }>): void {
  const signup: Signup = { plan: 'pro' };
  tracker.trackEvent('signup', signup);
  tracker.trackEvent({ event_type: 'signup', event_data: signup });
  tracker.trackCustomEvent('signup', signup);
  tracker.trackPageView(signup);
  tracker.trackInteraction('button', 'buy', 'click', signup);
  tracker.trackFormSubmission('signup', signup);
  tracker.trackTransactionStep('payment', 'complete', signup);
  tracker.identify('user-7', signup);
  tracker.group('acme', signup);
  tracker.setGlobalProperties(signup);
  planned.trackEvent('signup', signup);
  planned.trackEvent({ event_type: 'signup', event_data: signup });
  // @ts-expect-error: a text is no properties
  tracker.trackEvent('signup', 'pro');
  // @ts-expect-error: a number is none either
  tracker.trackPageView(5);
  // @ts-expect-error: another interface than the plan's
  planned.trackEvent('signup', { seats: 5 } as Omit<Signup, 'plan'>);
}

describe('a tracking plan', () => {
  test('is only types: a tracker with a plan works like any other', () => {
    const tracker = new OneVaultTracker<Plan>(options);
    expect(tracker).toBeInstanceOf(OneVaultTracker);
    expect(
      [neverRun, neverRunWithSchema, neverRunWithoutPlan, neverRunWithInterfaces].every(
        (one) => typeof one === 'function',
      ),
    ).toBe(true);
    tracker.shutdown();
  });
});
