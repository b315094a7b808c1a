import { StartError } from '@onevault/server/internal/cli/startError';

/** Rethrows an error of the kit in the words of the command line. */
export function toStartError(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  throw new StartError(`[OneVault] ${message.replace(/ Please /, ' Try: ')}`);
}
