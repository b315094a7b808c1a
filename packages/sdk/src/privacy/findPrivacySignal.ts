type Signals = Navigator & { globalPrivacyControl?: boolean };

/** The signal that the browser sends, Global Privacy Control or Do Not Track; empty without. */
export function findPrivacySignal(): string {
  const { globalPrivacyControl, doNotTrack } = (globalThis.navigator || {}) as Signals;
  if (globalPrivacyControl) return 'Global Privacy Control';
  return doNotTrack === '1' ? 'Do Not Track' : '';
}
