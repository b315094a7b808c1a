import type { Consent } from '../../entries/npm.ts';
import { type ConsentTracker, consentOf } from '../consent/consentOf.ts';

/** A store of Svelte, with the visitor's choice. */
export interface ConsentStore {
  subscribe(run: (consent: Consent) => void): () => void;
  set(consent: Consent): void;
  accept(): void;
  deny(): void;
}

/**
 * The consent of a tracker as a store of Svelte, for a banner: `$consent` is `granted`, `pending` or `denied`. The SDK does
 * not store the choice: your consent tool does.
 *
 * @example const consent = consentStore(tracker); // {#if $consent === 'pending'}<button onclick={consent.accept}>Yes</button>{/if}
 */
export function consentStore(tracker: ConsentTracker): ConsentStore {
  const control = consentOf(tracker);
  return {
    subscribe(run) {
      const tell = (): void => run(control.get());
      tell();
      return control.subscribe(tell);
    },
    set: control.set,
    accept: () => control.set('granted'),
    deny: () => control.set('denied'),
  };
}
