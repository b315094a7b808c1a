/** The message of a caught value. Pages throw anything: also a value that throws when it is read. */
export function toMessage(error: unknown): string {
  try {
    return String((error as Error)?.message || error);
  } catch {
    return 'Unknown error';
  }
}
