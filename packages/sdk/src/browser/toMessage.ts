/** What a caught value says. */
export function toMessage(error: unknown): string {
  return String((error as Error)?.message || error);
}
