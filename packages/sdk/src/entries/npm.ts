export type {
  DashboardReply,
  EventRow,
  ProcessReply,
  StatusReply,
  TrackReply,
} from '@onevault/contract';
export type { AutoTracker, AutoTrackingOptions, Feature } from '../autotrack/feature.ts';
export type { BeforeSend, Consent, TrackerOptions } from '../config.ts';
export type { DropReason, EventData, EventInput, TrackFailure, TrackResult } from '../events.ts';
export type { AnyEvents } from '../plan.ts';
export type { Identity, PrivacyReport } from '../privacy/PrivacyReport.ts';
export type { DeliveryEvent, DeliveryEventName, DeliveryStats } from '../queue/createLedger.ts';
export { OneVaultTracker } from '../tracker.ts';
