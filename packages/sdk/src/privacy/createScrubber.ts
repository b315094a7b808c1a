import type { Config } from '../config.ts';
import { scrubUrl } from './scrubUrl.ts';

/** A text that is an address: with a scheme, or beginning like a part of `location`. */
const ADDRESS = /^(?:[a-z][\w.+-]*:\/\/|(?:mailto|tel|sms|data|javascript|blob):|[/?#])/i;

/**
 * Scrubs every address in an event while `JSON.stringify` writes it: a replacer sees each value as it will be written,
 * also of objects with `toJSON` (`URL`, `Date`). A property is omitted if its name is an address with a secret.
 */
export function createScrubber({ sanitizeUrl }: Pick<Config, 'sanitizeUrl'>): (key: string, value: unknown) => unknown {
  return (key, value) => {
    if (ADDRESS.test(key) && scrubUrl(key) !== key) return undefined;
    if (typeof value !== 'string' || !ADDRESS.test(value)) return value;
    const url = scrubUrl(value);
    return sanitizeUrl ? `${sanitizeUrl(url) ?? ''}` : url;
  };
}
