import { expect, test } from 'vitest';
import { findNearest } from './findNearest.ts';

const WORDS = ['database', 'database-role', 'port', 'host', 'key', 'keys', 'help'];

test.each([
  ['databse', 'database'],
  ['dtaabase', 'database'],
  ['prot', 'port'],
  ['hots', 'host'],
  ['keyz', 'key'],
  ['database_role', 'database-role'],
])('%s was meant as %s', (text, word) => {
  expect(findNearest(text, WORDS)).toBe(word);
});

test.each(['x', 'secret', 'colour', ''])('%j is near to nothing', (text) => {
  expect(findNearest(text, WORDS)).toBeUndefined();
});
