import { type JsonObject, MAX_EVENT_DATA_DEPTH, MAX_EVENT_DATA_VALUES } from '@onevault/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sanitizeEventData } from './sanitizeEventData.ts';

const LOC = ['body', 'event_data'];

test('NUL and lone surrogates become U+FFFD, in texts and in keys, and nothing else changes', () => {
  const data = { 'a\0b': ['\ud800x', '\udc00', '\u{1f600} é \ufffd'], plain: { deep: 'c\0' } };
  expect(sanitizeEventData(data, LOC)).toEqual({
    data: { 'a\ufffdb': ['\ufffdx', '\ufffd', '\u{1f600} é \ufffd'], plain: { deep: 'c\ufffd' } },
  });
});

test('a number beyond range becomes null, as JSON.stringify writes it', () => {
  expect(sanitizeEventData(JSON.parse('{"a":1e999,"b":[-1e999,1e308,-0]}'), LOC)).toEqual({
    data: { a: null, b: [null, 1e308, -0] },
  });
});

test('a key __proto__ stays data and changes no prototype', () => {
  const result = sanitizeEventData(JSON.parse('{"__proto__":{"polluted":"yes\\u0000"},"constructor":1}'), LOC);
  const data = 'data' in result ? result.data : {};
  expect(JSON.stringify(data)).toBe('{"__proto__":{"polluted":"yes\ufffd"},"constructor":1}');
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  expect(({} as JsonObject).polluted).toBeUndefined();
});

test('keeps the deepest allowed data, refuses one level more and names its place', () => {
  const nested = (levels: number): JsonObject => (levels === 1 ? {} : { a: nested(levels - 1) });
  expect(sanitizeEventData(nested(MAX_EVENT_DATA_DEPTH), LOC)).toHaveProperty('data');
  expect(sanitizeEventData(nested(MAX_EVENT_DATA_DEPTH + 1), LOC)).toEqual({
    problem: {
      loc: [...LOC, ...Array(MAX_EVENT_DATA_DEPTH).fill('a')],
      msg: 'Nested deeper than 32 levels',
      type: 'too_deep',
    },
  });
});

test('keeps the largest allowed number of values, refuses one more', () => {
  const list = (length: number) => ({ list: Array(length).fill(1) });
  expect(sanitizeEventData(list(MAX_EVENT_DATA_VALUES - 1), LOC)).toHaveProperty('data');
  expect(sanitizeEventData(list(MAX_EVENT_DATA_VALUES), LOC)).toMatchObject({
    problem: { loc: LOC, type: 'too_many_values' },
  });
});

test('its result is storable, and storable data is not copied', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' })), (given) => {
      const once = sanitizeEventData(given as JsonObject, LOC);
      if (!('data' in once)) return;
      const text = JSON.stringify(once.data);
      // JSON writes NUL and lone surrogates as escapes; after an escaped backslash it is only text.
      expect(text.replaceAll('\\\\', '')).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      expect(sanitizeEventData(once.data, LOC)).toEqual({ data: once.data });
      const twice = sanitizeEventData(once.data, LOC);
      expect('data' in twice && twice.data === once.data).toBe(true);
    }),
    { seed: 3 },
  );
});
