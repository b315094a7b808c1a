/** Warns the person who runs the tests: a process warning in Node, which reporters show; the console in a page. */
export function warn(message: string): void {
  const { process } = globalThis as { process?: { emitWarning?(message: string, type: string): void } };
  if (process?.emitWarning) process.emitWarning(message, 'OneVaultWarning');
  // biome-ignore lint/suspicious/noConsole: a page has no other way to warn its developer.
  else console.warn(`[OneVault] ${message}`);
}

/** One warning about what a test left behind, or none. */
export function warnOfLeftovers(leftovers: readonly string[]): void {
  if (leftovers.length === 0) return;
  warn(
    `Failed to end cleanly: a test left ${leftovers.length === 1 ? 'something' : `${leftovers.length} things`} behind. ` +
      `Please await settled() and remove what is not needed:\n${leftovers.map((line) => `  - ${line}`).join('\n')}`,
  );
}
