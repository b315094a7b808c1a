/** Writes to the console: always what is `urgent`, the rest when the owner asked for it. */
export type Debug = (message: string, detail?: unknown, isUrgent?: boolean) => void;

export function createDebug(isEnabled: boolean | undefined): Debug {
  return (message, detail, isUrgent) => {
    // biome-ignore lint/suspicious/noConsole: the one place that may.
    if (isEnabled || isUrgent) console.log('[OneVault]', message, detail);
  };
}
