import { guard } from './browser/guard.ts';

/** Writes to the console. */
export type Debug = (...parts: unknown[]) => void;

/** Silent unless `enableDebug` is set, or the message is urgent. */
export function createDebug(isEnabled: boolean | undefined): Debug {
  return guard((...parts) => {
    // biome-ignore lint/suspicious/noConsole: the only place that may.
    if (isEnabled) console.log('[OneVault]', ...parts);
  });
}
