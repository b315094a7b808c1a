import { attempt } from '../browser/attempt.ts';

type Signals = Navigator & { globalPrivacyControl?: boolean };

/** The signal that the browser sends, Global Privacy Control or Do Not Track; empty without. */
export function findPrivacySignal(): string {
  const read = (name: 'globalPrivacyControl' | 'doNotTrack') => attempt(() => (globalThis.navigator as Signals)[name]);
  if (read('globalPrivacyControl')) return 'Global Privacy Control';
  return read('doNotTrack') === '1' ? 'Do Not Track' : '';
}
