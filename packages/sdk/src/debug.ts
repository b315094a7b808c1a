/** Writes to the console. */
export type Debug = (...parts: unknown[]) => void;

/** Silent unless the owner asked for it, or something is urgent. */
export function createDebug(isEnabled: boolean | undefined): Debug {
  return (...parts) => {
    // biome-ignore lint/suspicious/noConsole: the one place that may.
    if (isEnabled) console.log('[OneVault]', ...parts);
  };
}
