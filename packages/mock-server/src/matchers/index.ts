/**
 * The matchers for `expect.extend` of any test runner. `@onevault/mock-server/vitest` and
 * `@onevault/mock-server/jest` call it, and add the types.
 */
export { toHaveFunnel } from './toHaveFunnel.ts';
export { toHaveNoRejectedEvents } from './toHaveNoRejectedEvents.ts';
export { toHaveTracked } from './toHaveTracked.ts';
export { toHaveTrackedInOrder } from './toHaveTrackedInOrder.ts';
export { toHaveTrackedTimes } from './toHaveTrackedTimes.ts';
