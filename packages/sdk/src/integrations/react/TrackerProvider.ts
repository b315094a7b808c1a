import { createElement, type ReactNode, useEffect } from 'react';
import type { AutoTrackingOptions } from '../../entries/npm.ts';
import { type AnyTracker, trackerContext } from './trackerContext.ts';

/** Properties of `TrackerProvider`. */
export interface TrackerProviderProps {
  /** The tracker of the app, made once, outside of all components. */
  tracker: AnyTracker;
  /** Options of `enableAutoTracking`; those of the first render count. `false`: the app enables it itself. Default: all on. */
  autoTracking?: AutoTrackingOptions | false;
  children?: ReactNode;
}

/**
 * Gives a tracker to the components below, and enables auto-tracking once the app runs in a browser. Optional: without it
 * `useTracker` finds the page's tracker. The tracker lives longer than the component; `disableAutoTracking` stops it.
 *
 * @example <TrackerProvider tracker={tracker}><App /></TrackerProvider>
 */
export function TrackerProvider({ tracker, autoTracking, children }: TrackerProviderProps): ReactNode {
  // biome-ignore lint/correctness/useExhaustiveDependencies: options are often a new object in each render.
  useEffect(() => {
    // Enabling again, as StrictMode does, changes nothing.
    if (autoTracking !== false) tracker.enableAutoTracking(autoTracking);
  }, [tracker]);
  return createElement(trackerContext.Provider, { value: tracker }, children);
}
