/** For React 18 and newer. */
export type { ConsentChoice } from '../integrations/consent/consentOf.ts';
export { TrackerProvider, type TrackerProviderProps } from '../integrations/react/TrackerProvider.ts';
export { TrackOnView, type TrackOnViewProps } from '../integrations/react/TrackOnView.ts';
export { useConsent } from '../integrations/react/useConsent.ts';
export { useTracker } from '../integrations/react/useTracker.ts';
