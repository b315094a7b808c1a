import { guard } from '../browser/guard.ts';
import type { Config, Consent } from '../config.ts';
import { findPrivacySignal } from './findPrivacySignal.ts';

/** Called with the visitor's decision. */
type Settle = (isGranted: boolean) => void;

export interface ConsentGate {
  /** The effective consent: a privacy signal of the browser makes it `denied`. */
  _state(): Consent;
  _isGranted(): boolean;
  /** The consent for an event; erases data that was stored before the browser's signal. */
  _ask(): Consent;
  /** Acts now, when consent is granted, or never. */
  _whenGranted(act: () => void): void;
  /** Keeps an event in memory until the visitor decides. False if no more fit. */
  _hold(settle: Settle): boolean;
  /** The number of held events. */
  _heldEvents(): number;
  _set(consent: Consent): void;
  /** Refuses all held events. */
  _stop(): void;
}

/** Enough for a page while its visitor reads a banner. */
const MAX_HELD_EVENTS = 500;

/** Decides whether events are allowed; `erase` deletes stored and waiting data, `debug` hears why nothing is sent. */
export function createConsentGate(
  { consent = 'granted', respectSignals }: Pick<Config, 'consent' | 'respectSignals'>,
  erase: () => void,
  debug?: (text: string) => void,
): ConsentGate {
  let given = consent;
  let isErased = false;
  /** Held events, in order. */
  let held: Settle[] = [];
  let heldEvents = 0;

  const signal = (): string => (respectSignals === false ? '' : findPrivacySignal());
  const state = (): Consent => (signal() ? 'denied' : given);
  const isGranted = (): boolean => state() === 'granted';
  const eraseAll = (): void => {
    isErased = true;
    erase();
  };
  const release = (): void => {
    const settled = held;
    held = [];
    for (const settle of settled) settle(isGranted());
  };

  return {
    _state: state,
    _isGranted: isGranted,
    _ask() {
      // Consent that is not given (yet) erases nothing: a consent tool may still be asking.
      if (signal() && !isErased) eraseAll();
      const consent = state();
      if (consent !== 'granted')
        debug?.(
          `Nothing is sent: ${signal() ? `${signal()}, see respectSignals` : `consent ${consent}, see setConsent`}.`,
        );
      return consent;
    },
    _whenGranted(act) {
      const settle = guard((isAllowed: boolean) => isAllowed && act());
      if (state() === 'pending') held.push(settle);
      else settle(isGranted());
    },
    _hold(settle) {
      if (heldEvents >= MAX_HELD_EVENTS) return false;
      held.push((isAllowed) => {
        heldEvents--;
        settle(isAllowed);
      });
      heldEvents++;
      return true;
    },
    _heldEvents: () => heldEvents,
    _set(next) {
      given = next;
      if (state() === 'pending') return;
      release();
      if (state() === 'denied') eraseAll();
    },
    _stop() {
      if (given === 'pending') given = 'denied';
      release();
    },
  };
}
