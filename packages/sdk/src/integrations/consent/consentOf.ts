import { attempt } from '../../browser/attempt.ts';
import type { Consent, PrivacyReport } from '../../entries/npm.ts';

/** What a consent tool knows: a word of the tracker, a choice, or nothing yet. */
export type ConsentChoice = Consent | boolean | null | undefined;

/** The consent of a tracker, to read, to change and to follow. */
export interface ConsentControl {
  /** The effective consent: a privacy signal of the browser makes it `denied`, whatever was chosen. */
  get(): Consent;
  /** The visitor's choice; also `pending`, when they may choose again. */
  set(consent: Consent): void;
  /** Calls `listener` after each `set`, until the returned function is called. */
  subscribe(listener: () => void): () => void;
  /** Calls the listeners: somebody else has set it. */
  tell(): void;
}

/** The part of a tracker that is used. */
export interface ConsentTracker {
  setConsent(consent: Consent): void;
  privacyReport(): PrivacyReport;
}

const controls = new WeakMap<ConsentTracker, ConsentControl>();

/** The same control for all who ask for that of a tracker. */
export function consentOf(tracker: ConsentTracker): ConsentControl {
  const known = controls.get(tracker);
  if (known) return known;
  let listeners: (() => void)[] = [];
  const control: ConsentControl = {
    // Of a page without a tracker there is no report: nobody has been asked then.
    get: () => attempt(() => tracker.privacyReport().consent) ?? 'pending',
    set(consent) {
      tracker.setConsent(consent);
      control.tell();
    },
    tell() {
      for (const listener of listeners) attempt(listener);
    },
    subscribe(listener) {
      const own = (): void => listener();
      listeners = [...listeners, own];
      return () => {
        listeners = listeners.filter((one) => one !== own);
      };
    },
  };
  controls.set(tracker, control);
  return control;
}

/** The word for a choice; `defaultConsent` while there is none. */
export function toConsent(choice: ConsentChoice, defaultConsent: Consent = 'pending'): Consent {
  if (choice == null) return defaultConsent;
  return choice === true ? 'granted' : choice === false ? 'denied' : choice;
}
