import type { Config } from '../config.ts';
import { scrubUrl } from './scrubUrl.ts';

/** A text that is an address, whatever it is called: with a scheme, or beginning like `location`'s parts. */
const ADDRESS = /^(?:[a-z][\w.+-]*:\/\/|(?:mailto|tel|sms|data|javascript|blob):|[/?#])/i;

/**
 * Scrubs every address in an event while `JSON.stringify` writes it: a replacer sees each value as it will be written,
 * also of objects that write themselves (`URL`, `Date`). Names can be addresses too.
 */
export function createScrubber({ sanitizeUrl }: Pick<Config, 'sanitizeUrl'>): (key: string, value: unknown) => unknown {
  const scrub = (text: string): string => {
    if (!ADDRESS.test(text)) return text;
    const url = scrubUrl(text);
    return sanitizeUrl ? `${sanitizeUrl(url) ?? ''}` : url;
  };
  return (_key, value) => {
    if (typeof value === 'string') return scrub(value);
    if (!hasAddressAsName(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [scrub(name), one]));
  };
}

function hasAddressAsName(value: unknown): value is object {
  // The indexes of an array are none, and there can be thousands.
  return (
    typeof value === 'object' && !Array.isArray(value) && Object.keys(value || {}).some((name) => ADDRESS.test(name))
  );
}
