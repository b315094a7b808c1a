/** Adds the matchers to jest: `setupFilesAfterEnv: ['@onevault/mock-server/jest']`. */
import * as matchers from './index.ts';
import type { TrackingMatchers } from './trackingMatchers.ts';

/** Jest's global `expect`. */
const { expect } = globalThis as { expect?: { extend(matchers: object): void } };
if (!expect) {
  throw new Error(
    'Failed to add the matchers to jest: there is no global expect. Please name this file in setupFilesAfterEnv.',
  );
}
expect.extend(matchers);

// For `import { expect } from '@jest/globals'`.
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends TrackingMatchers {}
}

// For the global `expect` of @types/jest.
declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: declaration merging needs the same type parameters.
    interface Matchers<R, T = {}> extends TrackingMatchers {}
  }
}

export { type SnapshotEvent, toSnapshot } from '../kit/toSnapshot.ts';
export type { TrackingMatchers };
