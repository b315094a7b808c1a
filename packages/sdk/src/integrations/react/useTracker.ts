import { useContext } from 'react';
import type { AnyEvents, OneVaultTracker } from '../../entries/npm.ts';
import { pageTracker } from '../pageTracker.ts';
import { trackerContext } from './trackerContext.ts';

/**
 * The tracker of the nearest `TrackerProvider`, else the one that the page has made. Its methods never throw, and stay the
 * same functions, so hooks may depend on them. Without a tracker they answer `{ success: false, error }`.
 *
 * @example const { trackEvent } = useTracker();
 */
export function useTracker<Plan extends object = AnyEvents>(): OneVaultTracker<Plan> {
  return (useContext(trackerContext) ?? pageTracker) as OneVaultTracker<Plan>;
}
