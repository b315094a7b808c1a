import { getCurrentScope, onScopeDispose, type Ref, readonly, ref } from 'vue';
import type { Consent } from '../../entries/npm.ts';
import { consentOf } from '../consent/consentOf.ts';
import { useTracker } from './createTracking.ts';

/**
 * The consent of the tracker, for a banner, in `setup`: `consent` is `granted`, `pending` or `denied`, `accept` and `deny`
 * are the visitor's choice. On a server it is `pending`. The SDK does not store the choice: your consent tool does.
 *
 * @example const { consent, accept, deny } = useConsent();
 */
export function useConsent(): { consent: Readonly<Ref<Consent>>; accept: () => void; deny: () => void } {
  const control = consentOf(useTracker());
  const read = (): Consent => (globalThis.document ? control.get() : 'pending');
  const consent = ref(read());
  const stop = control.subscribe(() => {
    consent.value = read();
  });
  if (getCurrentScope()) onScopeDispose(stop);
  return { consent: readonly(consent), accept: () => control.set('granted'), deny: () => control.set('denied') };
}
