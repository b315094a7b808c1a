import { expect, test } from 'vitest';
import { toCountry } from './createCountryReader.ts';

test.each([
  ['DE', 'DE'],
  ['us', 'US'],
  [' FR ', 'FR'],
  ['XK', 'XK'],
])('%s is the country %s', (text, country) => expect(toCountry(text)).toBe(country));

test.each(['', 'XX', 'T1', 'A1', 'EU', 'ZZ', 'QQ', 'D', 'DEU', 'DE, US', 'ＤＥ', "D'", '\u0000\u0000'])(
  '%j is no country',
  (text) => expect(toCountry(text)).toBeNull(),
);
