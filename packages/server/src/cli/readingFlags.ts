import { Refusal } from '../ingest/refusal.ts';
import { StartError } from './startError.ts';

/** Turns the refusal of a body into one of flags. */
export function readingFlags<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new StartError(`[OneVault] Failed to read the flags: ${error.message.replace(/^body\.?/, '')}. Try --help.`);
  }
}
