/** Writes one line to the console when debugging is on. */
export type Debug = (...parts: unknown[]) => void;

export function createDebug(enabled: boolean): Debug {
  return (...parts) => {
    // biome-ignore lint/suspicious/noConsole: the one place that may, and only when the owner asked for it.
    if (enabled) console.log('[OneVault]', ...parts);
  };
}
