/**
 * Adds the matchers to vitest: `setupFiles: ['@onevault/mock-server/vitest']`, or an import in a test. Also vitest's
 * `test` with tracking.
 */
import { expect } from 'vitest';
import * as matchers from '../matchers/index.ts';
import type { TrackingMatchers } from '../matchers/trackingMatchers.ts';

expect.extend(matchers);

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: declaration merging needs the same type parameters as vitest's.
  interface Matchers<T = any> extends TrackingMatchers {}
}

export { type SnapshotEvent, toSnapshot } from '../kit/toSnapshot.ts';
export { type TrackingFixtures, test } from './test.ts';
export { expect };
