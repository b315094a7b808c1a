import { expect, test } from 'vitest';
import { cut } from './cut.ts';

test.each([
  ['abc', 3, 'abc'],
  ['abc', 2, 'ab'],
  ['ab😀', 4, 'ab😀'],
  ['ab😀', 3, 'ab'],
  ['ab😀c', 4, 'ab😀'],
  ['👨‍👩‍👧', 8, '👨‍👩‍👧'],
  ['👨‍👩‍👧', 7, '👨‍👩'],
  ['👨‍👩‍👧', 6, '👨‍👩'],
  ['👨‍👩‍👧', 5, '👨‍👩'],
  ['👨‍👩‍👧', 3, '👨'],
  ['👨‍👩‍👧', 1, ''],
  ['', 5, ''],
])('%s at %i is %s', (text, max, expected) => {
  expect(cut(text, max)).toBe(expected);
});

test('half of a character at the end, which another script has cut, goes too', () => {
  expect(cut('ab😀'.slice(0, 3), 9)).toBe('ab');
});
