/** The tracker for Node: events of many people from one process, kept on disk until the server has them. */

export type { DashboardReply, ProcessReply, StatusReply, TrackReply } from '@onevault/contract';
export type { BeforeSend, Consent } from '../src/config.ts';
export type { DropReason, EventData, EventInput, EventProperties, TrackFailure, TrackResult } from '../src/events.ts';
export type { AnyEvents } from '../src/plan.ts';
export type { DeliveryEvent, DeliveryEventName, DeliveryStats } from '../src/queue/createLedger.ts';
export type { NodeTrackerOptions } from './options.ts';
export { OneVaultTracker } from './tracker.ts';
export type { Visit, Visitor } from './visitor.ts';
export type { VisitorTracker } from './visitorTracker.ts';
