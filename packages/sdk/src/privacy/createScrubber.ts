import type { Config } from '../config.ts';
import { scrubUrl } from './scrubUrl.ts';

/** What browsers, and people, overlook before an address. */
const BLANK = /^[\s\p{C}]+/u;
/** A text that is an address: with a scheme, or beginning like a part of `location`. */
const ADDRESS = /^([a-z][\w.+-]*:\/\/|(data|javascript|mailto|tel|sms(to)?|blob|view-source):|[/?#])/i;

/**
 * Scrubs every address in an event while `JSON.stringify` writes it: a replacer sees each value as it will be written,
 * also of objects with `toJSON` (`URL`, `Date`). A property is omitted if its name is an address with a secret.
 */
export function createScrubber({ sanitizeUrl }: Pick<Config, 'sanitizeUrl'>): (key: string, value: unknown) => unknown {
  return (key, value) => {
    const name = key.replace(BLANK, '');
    if (ADDRESS.test(name) && scrubUrl(name) !== name) return undefined;
    const text = typeof value === 'string' ? value.replace(BLANK, '') : '';
    if (!ADDRESS.test(text)) return value;
    const url = scrubUrl(text);
    if (sanitizeUrl) return `${sanitizeUrl(url) ?? ''}`;
    return url === text ? value : url;
  };
}
