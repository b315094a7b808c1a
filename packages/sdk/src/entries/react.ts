/** For React 18 and newer. */
export { TrackerProvider, type TrackerProviderProps } from '../integrations/react/TrackerProvider.ts';
export { TrackOnView, type TrackOnViewProps } from '../integrations/react/TrackOnView.ts';
export { useTracker } from '../integrations/react/useTracker.ts';
