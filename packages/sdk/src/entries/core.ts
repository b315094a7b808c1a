/** Delivery and explicit tracking, without auto-tracking. */
import type { TrackerOptions } from '../config.ts';
import type { AnyEvents } from '../plan.ts';
import { OneVaultTracker as Tracker } from '../tracker.ts';

/** The tracker without auto-tracking: nothing starts it, so none of its code is in the bundle. */
export type OneVaultTracker<Plan extends object = AnyEvents> = Omit<Tracker<Plan>, 'enableAutoTracking'>;
export const OneVaultTracker: new <Plan extends object = AnyEvents>(options: TrackerOptions) => OneVaultTracker<Plan> =
  Tracker;
