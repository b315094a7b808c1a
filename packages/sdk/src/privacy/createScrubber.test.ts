import { expect, test } from 'vitest';
import { createScrubber } from './createScrubber.ts';

const scrub = (value: unknown, sanitizeUrl?: (url: string) => string): unknown =>
  JSON.parse(JSON.stringify(value, createScrubber(sanitizeUrl ? { sanitizeUrl } : {})));

test.each([
  'https://a.test/?token=abc',
  'capacitor://localhost/?token=abc',
  '/reset?token=abc',
  '?token=abc',
  '#token=abc',
])('%s is an address', (url) => {
  expect(scrub({ list: [{ deep: url }] })).toEqual({ list: [{ deep: url.replace('abc', '[masked]') }] });
});

test.each(['token=abc', 'see https://a.test/?token=abc', 'a/b?token=abc', '"/?token=abc"'])('%s is text', (text) => {
  expect(scrub({ text })).toEqual({ text });
});

test.each([' ', '\n\t', '\u00a0', '\u200b', '\ufeff', '\0', '\u0001 '])(
  'blanks (%j) before an address hide nothing',
  (blank) => {
    expect(scrub({ [`${blank}/?token=abc`]: 1, text: `${blank}https://a.test/?token=abc` })).toEqual({
      text: 'https://a.test/?token=[masked]',
    });
    expect(scrub({ text: `${blank}/page`, word: `${blank}word` })).toEqual({
      text: `${blank}/page`,
      word: `${blank}word`,
    });
  },
);

test('a text of a megabyte stays, an address is cut', () => {
  const long = 'a '.repeat(500_000);
  const { text, url, blank } = scrub({
    text: long,
    url: `/${long}`,
    blank: `${long.replaceAll('a', ' ')}/x`,
  }) as Record<string, string>;
  expect(text).toBe(long);
  expect(url?.length).toBeLessThan(10_000);
  expect(blank).toHaveLength(1_000_002);
});

test('objects with toJSON are scrubbed as they are written', () => {
  const at = new Date(0);
  expect(scrub({ url: new URL('https://a.test/?token=abc'), at })).toEqual({
    url: 'https://a.test/?token=[masked]',
    at: at.toISOString(),
  });
});

test('a property whose name is an address with a secret is omitted; other names stay', () => {
  const timings = { first: 1, 'https://a.test/?token=abc': 2, '/key': 3 };
  expect(scrub({ timings })).toEqual({ timings: { first: 1, '/key': 3 } });
});

test('numbers, null and empty things stay', () => {
  const value = { n: 1, no: null, yes: true, list: [], object: {}, text: '' };
  expect(scrub(value)).toEqual(value);
});

test('sanitizeUrl runs last, and only for addresses', () => {
  const seen: string[] = [];
  const sanitizeUrl = (url: string): string => {
    seen.push(url);
    return 'https://a.test/';
  };
  expect(scrub({ url: 'https://a.test/?token=abc', text: 'abc' }, sanitizeUrl)).toEqual({
    url: 'https://a.test/',
    text: 'abc',
  });
  expect(seen).toEqual(['https://a.test/?token=[masked]']);
});
