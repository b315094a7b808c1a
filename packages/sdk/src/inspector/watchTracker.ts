import { stopAll } from '../browser/stopAll.ts';
import type { SeenTracker } from '../listTrackers.ts';
import type { DeliveryEventName, DeliveryStats } from '../queue/createLedger.ts';
import { createHistory, type Row } from './createHistory.ts';
import type { TrackerState } from './TrackerState.ts';

/** A tracker and what has happened to its events. */
export interface WatchedTracker {
  tracker: SeenTracker['tracker'];
  options: SeenTracker['options'];
  /** Oldest first. */
  rows: readonly Row[];
  state(): TrackerState;
  stats(): DeliveryStats;
  /** The rows that have changed since the last call. */
  takeChanges(): Row[];
  stop(): void;
}

const NAMES: DeliveryEventName[] = ['queued', 'sent', 'delivered', 'retry', 'dropped'];

/** Follows a tracker; undefined for one of a version that cannot be followed. */
export function watchTracker(
  { tracker, options, look }: SeenTracker,
  onChange: () => void,
): WatchedTracker | undefined {
  if (!look) return undefined;
  const history = createHistory();
  let changed = new Set<Row>();
  const read = (): void => {
    for (const row of history.read(look().records)) changed.add(row);
  };
  // The ring holds few records: it is read at each of them, and drawn later.
  const hear = (): void => {
    read();
    onChange();
  };
  const stop = stopAll(NAMES.map((name) => tracker.on(name, hear)));
  read();
  return {
    tracker,
    options,
    rows: history.rows,
    state: look,
    stats: () => tracker.getDeliveryStats(),
    takeChanges() {
      const taken = [...changed];
      changed = new Set();
      return taken;
    },
    stop,
  };
}
