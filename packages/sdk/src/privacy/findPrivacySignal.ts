type Signals = Navigator & { globalPrivacyControl?: boolean };

/** Whether the browser sends Global Privacy Control or Do Not Track. */
export function hasPrivacySignal(): boolean {
  const { globalPrivacyControl, doNotTrack } = (globalThis.navigator || {}) as Signals;
  return !!globalPrivacyControl || doNotTrack === '1';
}
