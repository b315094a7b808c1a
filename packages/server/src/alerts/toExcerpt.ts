const MAX_LENGTH = 200;

/**
 * The start of a receiver's text, for the log of attempts: enough to recognise an error. Without control characters,
 * which would disturb a terminal, and of which jsonb refuses one, and in whole characters: half of a pair cannot be
 * stored.
 */
export function toExcerpt(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Surrogate}]+/gu, ' ').trim();
  return Array.from(clean).slice(0, MAX_LENGTH).join('');
}
