import { startAutoTracking } from '../autotrack/startAutoTracking.ts';
import type { TrackerOptions } from '../config.ts';
import { loadModule } from '../inspector/loadModule.ts';
import type { AnyEvents } from '../plan.ts';
import { tellOnServer } from '../tellOnServer.ts';
import { OneVaultTracker as Tracker } from '../tracker.ts';

export type {
  DashboardReply,
  EventRow,
  ProcessReply,
  StatusReply,
  TrackReply,
} from '@onevault/contract';
export type { AutoTracker, AutoTrackingOptions, Feature } from '../autotrack/feature.ts';
export type { BeforeSend, Consent, TrackerOptions } from '../config.ts';
export type {
  DropReason,
  EventData,
  EventInput,
  EventProperties,
  Identity,
  TrackFailure,
  TrackResult,
} from '../events.ts';
export type { AnyEvents } from '../plan.ts';
export type { PrivacyReport } from '../privacy/toPrivacyReport.ts';
export type { DeliveryEvent, DeliveryEventName, DeliveryStats } from '../queue/createLedger.ts';

/** The tracker with every default feature of auto-tracking. */
export class OneVaultTracker<Plan extends object = AnyEvents> extends Tracker<Plan> {
  constructor(options: TrackerOptions) {
    super(options, loadModule, startAutoTracking);
    tellOnServer(this);
  }
}
