import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findJsonError } from './findJsonError.ts';

test.each([
  ['{"a":x}', 5, 'expected a value'],
  ['{"a":1', 6, "unexpected end, expected ',' or '}'"],
  ['[1,]', 3, 'expected a value'],
  ['[1 2]', 3, "expected ',' or ']'"],
  ['{a:1}', 1, "expected a key in quotes or '}'"],
  ['{"a":1,}', 7, 'expected a key in quotes'],
  ['{"a" 1}', 5, "expected ':'"],
  ['"abc', 4, 'unexpected end, expected the closing quote of a string'],
  ['"a\\x"', 2, 'invalid escape in a string'],
  ['"a\nb"', 2, 'control character in a string'],
  ['{} {}', 3, 'expected nothing more'],
  ['01', 1, 'expected nothing more'],
  ['', 0, 'unexpected end, expected a value'],
])('finds where %j stops being JSON', (text, position, message) => {
  expect(findJsonError(text)).toEqual({ position, message });
});

test('agrees with JSON.parse on what is JSON', () => {
  const almostJson = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '\\', '1', '\0', '\u{1f600}', '\ud800', ' '))
    .map(([text, at, inserted]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + inserted + text.slice(place + (at % 2));
    });
  fc.assert(
    fc.property(fc.oneof(fc.json(), almostJson, fc.string()), (text) => {
      expect(findJsonError(text) === null).toBe(isJson(text));
    }),
    { numRuns: 2_000, seed: 1 },
  );
});

test('deep nesting does not overflow the stack', () => {
  const text = '['.repeat(500_000);
  expect(findJsonError(text)).toEqual({ position: text.length, message: 'unexpected end, expected a value' });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
