/** Delivery and explicit tracking, without auto-tracking. */
import type { TrackerOptions } from '../config.ts';
import { loadModule } from '../inspector/loadModule.ts';
import type { AnyEvents } from '../plan.ts';
import { tellOnServer } from '../tellOnServer.ts';
import { OneVaultTracker as Tracker } from '../tracker.ts';

class OneVaultTracker<Plan extends object = AnyEvents> extends Tracker<Plan> {
  constructor(options: TrackerOptions) {
    super(options, loadModule);
    tellOnServer(this);
  }
}

/** The tracker without auto-tracking: nothing starts it, so none of its code is in the bundle. */
type CoreTracker<Plan extends object = AnyEvents> = Omit<Tracker<Plan>, 'enableAutoTracking'>;
const CoreTracker: new <Plan extends object = AnyEvents>(options: TrackerOptions) => CoreTracker<Plan> =
  OneVaultTracker;

export { CoreTracker as OneVaultTracker };
