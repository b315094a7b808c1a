/** The script tag. It and `fullScriptTag.ts` are the only files that set a global. */
import { startAutoTracking } from '../autotrack/startAutoTracking.ts';
import type { TrackerOptions } from '../config.ts';
import { loadBeside } from '../inspector/loadBeside.ts';
import { startByTag } from '../tag/startByTag.ts';
import { OneVaultTracker as Tracker } from '../tracker.ts';

class OneVaultTracker extends Tracker {
  constructor(options: TrackerOptions) {
    super(options, loadBeside, startAutoTracking);
  }
}

(globalThis as { OneVaultTracker?: typeof OneVaultTracker }).OneVaultTracker = OneVaultTracker;
startByTag((options) => new OneVaultTracker(options));
