import type { Config, Consent } from '../config.ts';
import type { DropReason, EventInput, TrackedEvent } from '../events.ts';
import { hasPrivacySignal } from './hasPrivacySignal.ts';

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

export function toPrivacyReport(
  { apiBaseUrl, storage }: Config,
  consent: Consent,
  stored: Record<string, string>,
  database: string,
  preview: () => TrackedEvent | DropReason,
): PrivacyReport {
  const event = consent === 'granted' ? preview() : `Consent ${consent}`;
  return {
    consent,
    signal: hasPrivacySignal(),
    destination: apiBaseUrl,
    stored,
    database: storage === 'memory' ? undefined : database,
    event: typeof event === 'string' ? event : JSON.parse(event._json),
  };
}
