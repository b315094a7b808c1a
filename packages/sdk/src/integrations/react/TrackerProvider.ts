import { createElement, type ReactNode, useEffect, useInsertionEffect } from 'react';
import type { AutoTrackingOptions, Consent } from '../../entries/npm.ts';
import { type ConsentChoice, consentOf, toConsent } from '../consent/consentOf.ts';
import { type AnyTracker, trackerContext } from './trackerContext.ts';

/** Properties of `TrackerProvider`. */
export interface TrackerProviderProps {
  /** The tracker of the app, made once, outside of all components. */
  tracker: AnyTracker;
  /** Options of `enableAutoTracking`; those of the first render count. `false`: the app enables it itself. Default: all on. */
  autoTracking?: AutoTrackingOptions | false;
  /**
   * What your consent tool knows, as it changes: `true` or `granted`, `false` or `denied`, `undefined` or `null` while the
   * visitor has not chosen. Default: the option `consent` of the tracker, and `setConsent`.
   */
  consent?: ConsentChoice;
  /** The consent while `consent` is `undefined` or `null`. Default `pending` once one of the two is given. */
  defaultConsent?: Consent;
  children?: ReactNode;
}

/**
 * Gives a tracker to the components below, and enables auto-tracking once the app runs in a browser. Optional: without it
 * `useTracker` finds the page's tracker. The tracker lives longer than the component; `disableAutoTracking` stops it.
 *
 * @example <TrackerProvider tracker={tracker}><App /></TrackerProvider>
 */
export function TrackerProvider(props: TrackerProviderProps): ReactNode {
  const { tracker, autoTracking, children, consent, defaultConsent } = props;
  const given = 'consent' in props || defaultConsent ? toConsent(consent, defaultConsent) : undefined;
  // Before any effect of a component below, which may track. It must not cause a render itself.
  useInsertionEffect(() => {
    if (given) tracker.setConsent(given);
  }, [tracker, given]);
  useEffect(() => {
    if (given) consentOf(tracker).tell();
  }, [tracker, given]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: options are often a new object in each render.
  useEffect(() => {
    // Enabling again, as StrictMode does, changes nothing.
    if (autoTracking !== false) tracker.enableAutoTracking(autoTracking);
  }, [tracker]);
  return createElement(trackerContext.Provider, { value: tracker }, children);
}
