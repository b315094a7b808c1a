import { useMemo, useSyncExternalStore } from 'react';
import type { Consent } from '../../entries/npm.ts';
import { consentOf } from '../consent/consentOf.ts';
import { useTracker } from './useTracker.ts';

/**
 * The consent of the tracker, for a banner: `consent` is `granted`, `pending` or `denied`, `accept` and `deny` are the
 * visitor's choice. On a server it is `pending`. The SDK does not store the choice: your consent tool does.
 *
 * @example const { consent, accept, deny } = useConsent();
 */
export function useConsent(): { consent: Consent; accept: () => void; deny: () => void } {
  const tracker = useTracker();
  const control = useMemo(() => {
    const { get, set, subscribe } = consentOf(tracker);
    return { get, subscribe, accept: () => set('granted'), deny: () => set('denied') };
  }, [tracker]);
  const consent = useSyncExternalStore(control.subscribe, control.get, onServer);
  return { consent, accept: control.accept, deny: control.deny };
}

const onServer = (): Consent => 'pending';
