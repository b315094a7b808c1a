import type { Consent } from '../config.ts';
import type { EventInput } from '../events.ts';

/** Who events are about. */
export interface Identity {
  visitor_id: string;
  session_id: string;
  user_id?: string;
  group_id?: string;
}

/** What `privacyReport()` answers. */
export interface PrivacyReport {
  /** What counts: a signal of the browser makes it `denied`. */
  consent: Consent;
  /** The browser says Global Privacy Control or Do Not Track. */
  signal: boolean;
  /** Where events go. */
  destination: string;
  /** What is on the device: key and value. Undelivered events, if any, are in the IndexedDB database `database`. */
  stored: Record<string, string>;
  database: string | undefined;
  /** A page view as it would be sent now; with a text instead when none would be, and why. */
  event: EventInput | string;
}
