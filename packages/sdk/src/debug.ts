/** Writes one line to the console. */
export type Debug = (...parts: unknown[]) => void;

/** What happens, when the owner asked to see it. */
export function createDebug(isEnabled: boolean): Debug {
  return (...parts) => {
    // biome-ignore lint/suspicious/noConsole: one of the two places that may.
    if (isEnabled) console.log(PREFIX, ...parts);
  };
}

/** What the owner must know in any case. */
export const warn: Debug = (...parts) => {
  // biome-ignore lint/suspicious/noConsole: the other.
  console.warn(PREFIX, ...parts);
};

const PREFIX = '[OneVault]';
