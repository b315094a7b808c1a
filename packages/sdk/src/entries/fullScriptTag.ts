/** The script tag with all features by name: `enableAutoTracking({ errors: true, search: { parameters: ['term'] } })`. */
import type { AutoTrackingOptions, Feature } from '../autotrack/feature.ts';
import { OneVaultTracker } from '../tracker.ts';
import * as features from './features.ts';

/** A feature's own options, or `true` for its defaults. */
type Named = { [Name in keyof typeof features]?: true | Parameters<(typeof features)[Name]>[0] };

class FullTracker extends OneVaultTracker {
  static features = features;

  override enableAutoTracking(options: AutoTrackingOptions & Named = {}): void {
    const named: Feature[] = [];
    for (const [name, create] of Object.entries(features) as [keyof Named, (given?: unknown) => Feature][]) {
      const given = options[name];
      if (given) named.push(create(given === true ? undefined : given));
    }
    super.enableAutoTracking({ ...options, features: [...named, ...(options.features || [])] });
  }
}

(globalThis as { OneVaultTracker?: typeof OneVaultTracker }).OneVaultTracker = FullTracker;
