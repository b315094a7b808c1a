import { guard } from './browser/guard.ts';

/** One line in the console, whatever the page has made of its console: `[OneVault] …`. */
export const warn = guard((text: string) => {
  // biome-ignore lint/suspicious/noConsole: mistakes are told here.
  console.warn(`[OneVault] ${text}`);
});

/** Warns of each cause once. */
export type WarnOnce = (text: string, cause?: string) => void;

export function createWarnOnce(): WarnOnce {
  const told: Record<string, boolean> = {};
  return (text, cause = text) => {
    if (!told[cause]) warn(text);
    told[cause] = true;
  };
}
