/** The script tag with all features by name: `enableAutoTracking({ errors: true, search: { parameters: ['term'] } })`. */
import type { AutoTracker, AutoTrackingOptions, Feature } from '../autotrack/feature.ts';
import { startAutoTracking } from '../autotrack/startAutoTracking.ts';
import { toList } from '../browser/toList.ts';
import type { TrackerOptions } from '../config.ts';
import { loadBeside } from '../inspector/loadBeside.ts';
import { startByTag } from '../tag/startByTag.ts';
import { OneVaultTracker as Tracker } from '../tracker.ts';
import * as features from './features.ts';

/** A feature's own options, or `true` for its defaults. */
type Named = { [Name in keyof typeof features]?: true | Parameters<(typeof features)[Name]>[0] };

class OneVaultTracker extends Tracker {
  static features = features;

  constructor(options: TrackerOptions) {
    super(options, loadBeside, startNamed);
  }
}

/** Starts the features enabled by name besides those in `features`. */
function startNamed(tracker: AutoTracker, given?: AutoTrackingOptions & Named): () => void {
  const options = { ...given };
  const named: Feature[] = [];
  for (const [name, create] of Object.entries(features) as [keyof Named, (given?: unknown) => Feature][]) {
    const own = options[name];
    if (own) named.push(create(own === true ? undefined : own));
  }
  return startAutoTracking(
    tracker,
    { ...options, features: [...named, ...toList(options.features)] },
    { 'boolean object': Object.keys(features).join(' ') },
  );
}

(globalThis as { OneVaultTracker?: typeof OneVaultTracker }).OneVaultTracker = OneVaultTracker;
startByTag((options) => new OneVaultTracker(options));
