import { attempt } from '../browser/attempt.ts';

type Signals = Navigator & { globalPrivacyControl?: boolean };

/** Whether the browser sends Global Privacy Control or Do Not Track. */
export function hasPrivacySignal(): boolean {
  const read = (name: 'globalPrivacyControl' | 'doNotTrack') => attempt(() => (globalThis.navigator as Signals)[name]);
  return !!read('globalPrivacyControl') || read('doNotTrack') === '1';
}
