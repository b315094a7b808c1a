export type {
  DashboardReply,
  EventRow,
  ProcessReply,
  StatusReply,
  TrackReply,
} from '@onevault/contract';
export type { TrackerOptions } from '../config.ts';
export type { EventData, EventInput, TrackFailure, TrackResult } from '../events.ts';
export { OneVaultTracker } from '../tracker.ts';
