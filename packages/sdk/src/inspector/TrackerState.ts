import type { Consent } from '../config.ts';
import type { DeliveryRecord } from '../queue/createLedger.ts';

/** What the inspector and `<ov-privacy-status>` read of a tracker. Other builds read it: names may be added, and none may change. */
export interface TrackerState {
  /** The effective consent: a privacy signal of the browser makes it `denied`. */
  consent: Consent;
  /** Stored keys and values. */
  stored(): Record<string, string>;
  /** What happened to the newest events, in any order. */
  records: readonly DeliveryRecord[];
}
