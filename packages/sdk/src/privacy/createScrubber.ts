import type { Config } from '../config.ts';
import { scrubUrl } from './scrubUrl.ts';

/** What browsers, and people, overlook before an address. */
const BLANK = /^[\s\p{C}]*/u;
/** A text that is an address: with a scheme, or beginning like a part of `location`. */
const ADDRESS = /^[\s\p{C}]*([a-z][\w.+-]*:\/\/|(data|javascript|mailto|tel|sms(to)?|blob|view-source):|[/?#])/iu;

/**
 * Scrubs every address in an event while `JSON.stringify` writes it: a replacer sees each value as it will be written,
 * also of objects with `toJSON` (`URL`, `Date`). A property is omitted if its name is an address with a secret.
 */
export function createScrubber({ sanitizeUrl }: Pick<Config, 'sanitizeUrl'>): (key: string, value: unknown) => unknown {
  return (key, value) => {
    // One test for each name and text: nearly all are no address.
    const name = ADDRESS.test(key) && key.replace(BLANK, '');
    if (name && scrubUrl(name) !== name) return undefined;
    if (typeof value !== 'string' || !ADDRESS.test(value)) return value;
    const text = value.replace(BLANK, '');
    const url = scrubUrl(text);
    if (sanitizeUrl) return `${sanitizeUrl(url) ?? ''}`;
    return url === text ? value : url;
  };
}
