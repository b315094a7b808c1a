import { attempt } from './browser/attempt.ts';
import type { SharedTracker } from './shareTracker.ts';

/** The part of a tracker that the inspector uses: public methods, whichever build or version made it. */
export interface SeenTracker extends Omit<SharedTracker, 'tracker'> {
  tracker: Pick<OpenTracker, 'on' | 'getDeliveryStats' | 'flush'>;
}
type OpenTracker = import('./tracker.ts').OneVaultTracker;

/** The trackers of this page, of all customers and servers, in the order in which they were made. */
export function listTrackers(): SeenTracker[] {
  const page = globalThis as unknown as Record<symbol, Record<string, SeenTracker> | undefined>;
  return attempt(() => Object.values(page[Symbol.for('onevault.trackers')] ?? {})) ?? [];
}
