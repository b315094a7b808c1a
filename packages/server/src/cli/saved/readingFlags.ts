import { escapeControls } from '../../escapeControls.ts';
import { Refusal } from '../../ingest/refusal.ts';
import { StartError } from '../startError.ts';

const MAX_CELL_LENGTH = 400;

/** Turns the refusal of a body into one of flags. */
export function readingFlags<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new StartError(`[OneVault] Failed to read the flags: ${error.message.replace(/^body\.?/, '')}. Try --help.`);
  }
}

/** Texts of people must not move the cursor. */
export function toCell(text: string): string {
  return escapeControls(text, MAX_CELL_LENGTH);
}

export function toMinutes(at: string | null): string {
  return at === null ? '' : at.slice(0, 'yyyy-mm-ddThh:mm'.length).replace('T', ' ');
}
