import { guard } from './browser/guard.ts';

/** Writes to the console. */
export type Debug = (...parts: unknown[]) => void;

/** Undefined unless `enableDebug` is set, so that nothing is computed for it. */
export function createDebug(isEnabled: boolean | undefined): Debug | undefined {
  // biome-ignore lint/suspicious/noConsole: the only place that may, besides warnings.
  return isEnabled ? guard((...parts) => console.log('[OneVault]', ...parts)) : undefined;
}
