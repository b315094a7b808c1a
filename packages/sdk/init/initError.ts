/** Why `init` does nothing. */
export class InitError extends Error {
  override name = 'InitError';

  constructor(reason: string, instead: string) {
    super(`[OneVault] Failed to add the tracker: ${reason}. Try ${instead}.`);
  }
}
