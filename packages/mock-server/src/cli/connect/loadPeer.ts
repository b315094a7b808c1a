import { StartError } from '@onevault/server/internal/cli/startError';

/** Loads a package that only some commands need; a `StartError` says how to install it. */
export async function loadPeer<T>(command: string, name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new StartError(
      `[OneVault] Failed to run ${command}: it needs ${name}, which is not installed. Try npm install --save-dev ${name}.`,
    );
  }
}
