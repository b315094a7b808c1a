import { toMessage } from '../browser/toMessage.ts';
import type { Config, Consent } from '../config.ts';
import type { DropReason, EventInput, TrackedEvent } from '../events.ts';
import { findPrivacySignal } from './findPrivacySignal.ts';

/** The result of `privacyReport()`. */
export interface PrivacyReport {
  /** The effective consent: a privacy signal of the browser makes it `denied`. */
  consent: Consent;
  /** The browser sends Global Privacy Control or Do Not Track. */
  signal: boolean;
  /** The server that gets the events. */
  destination: string;
  /** Stored keys and values. Undelivered events, if any, are in the IndexedDB database `database`. */
  stored: Record<string, string>;
  database: string | undefined;
  /** A page view as it would be sent now; or the reason why none would be. */
  event: EventInput | string;
}

export function toPrivacyReport(
  { apiBaseUrl, storage }: Config,
  consent: Consent,
  stored: Record<string, string>,
  database: string,
  preview: () => TrackedEvent | DropReason,
): PrivacyReport {
  let event: ReturnType<typeof preview> | string;
  try {
    event = consent === 'granted' ? preview() : `Consent ${consent}`;
  } catch (error) {
    event = toMessage(error);
  }
  return {
    consent,
    signal: !!findPrivacySignal(),
    destination: apiBaseUrl,
    stored,
    database: storage === 'memory' ? undefined : database,
    event: typeof event === 'string' ? event : JSON.parse(event._json),
  };
}
