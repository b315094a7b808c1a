/** Adds the matchers to vitest: `setupFiles: ['@onevault/mock-server/vitest']`, or an import in a test. */
import { expect } from 'vitest';
import * as matchers from './index.ts';
import type { TrackingMatchers } from './trackingMatchers.ts';

expect.extend(matchers);

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: as vitest declares it; an interface can only be added to word for word.
  interface Matchers<T = any> extends TrackingMatchers {}
}
