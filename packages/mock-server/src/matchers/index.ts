/**
 * The matchers for `expect.extend`, for any test runner that knows it. `@onevault/mock-server/vitest` and
 * `@onevault/mock-server/jest` do that, and bring the types.
 */
export { toHaveFunnel } from './toHaveFunnel.ts';
export { toHaveNoRejectedEvents } from './toHaveNoRejectedEvents.ts';
export { toHaveTracked } from './toHaveTracked.ts';
export { toHaveTrackedInOrder } from './toHaveTrackedInOrder.ts';
export { toHaveTrackedTimes } from './toHaveTrackedTimes.ts';
