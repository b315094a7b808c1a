/** The message of a caught value. */
export function toMessage(error: unknown): string {
  return String((error as Error)?.message || error);
}
