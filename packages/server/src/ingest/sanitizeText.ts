const LONE_SURROGATE = /\p{Surrogate}/u;
const LONE_SURROGATES = /\p{Surrogate}/gu;

/**
 * Makes a text storable: PostgreSQL refuses NUL and lone surrogates in jsonb, so each becomes U+FFFD. All other
 * characters stay.
 */
export function sanitizeText(text: string): string {
  let safe = text;
  if (safe.includes('\0')) safe = safe.replaceAll('\0', '\uFFFD');
  if (LONE_SURROGATE.test(safe)) safe = safe.replace(LONE_SURROGATES, '\uFFFD');
  return safe;
}
