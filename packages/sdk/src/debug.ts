/** Writes to the console: what is urgent always, the rest when the owner asked for it. */
export type Debug = (isUrgent: boolean, ...parts: unknown[]) => void;

export function createDebug(isEnabled: boolean | undefined): Debug {
  return (isUrgent, ...parts) => {
    // biome-ignore lint/suspicious/noConsole: the one place that may.
    if (isEnabled || isUrgent) console.log('[OneVault]', ...parts);
  };
}
