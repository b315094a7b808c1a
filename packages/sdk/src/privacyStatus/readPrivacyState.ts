import type { SeenTracker } from '../listTrackers.ts';
import { findPrivacySignal } from '../privacy/findPrivacySignal.ts';

/**
 * `signal`: the browser asks not to be tracked, and all trackers honour it; `ignored`: one does not, and tracks;
 * otherwise the consent of the tracker with the most; `none`: there is no tracker.
 */
export type PrivacyStateName = 'signal' | 'ignored' | 'denied' | 'pending' | 'granted' | 'none';

export interface PrivacyState {
  name: PrivacyStateName;
  /** The signal that the browser sends; empty without. */
  signal: string;
  /** Stored keys and values of all trackers. */
  stored: [key: string, value: string][];
}

/** What the trackers of a page do, without changing it. With several, what one of them does is done. */
export function readPrivacyState(trackers: readonly Pick<SeenTracker, 'look'>[]): PrivacyState {
  const signal = findPrivacySignal();
  const states = trackers.map(({ look }) => look?.()).filter((state) => state !== undefined);
  const stored = states.flatMap((state) => Object.entries(state.stored()));
  const has = (consent: string): boolean => states.some((state) => state.consent === consent);
  const most = has('granted') ? 'granted' : has('pending') ? 'pending' : states.length > 0 ? 'denied' : 'none';
  if (signal === '' || most === 'none' || most === 'pending') return { name: most, signal, stored };
  return { name: most === 'granted' ? 'ignored' : 'signal', signal, stored };
}
