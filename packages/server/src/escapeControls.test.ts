import { expect, test } from 'vitest';
import { escapeControls } from './escapeControls.ts';

test.each([
  ['page_view', 'page_view'],
  ['Bestellung äöü 🦊', 'Bestellung äöü 🦊'],
  ['a\nb\r\u001b[31m\u0000', 'a\\u{a}b\\u{d}\\u{1b}[31m\\u{0}'],
  ['\u007f\u0085\u009b', '\\u{7f}\\u{85}\\u{9b}'],
  ['\u202e\u2028\u2029\ufeff', '\\u{202e}\\u{2028}\\u{2029}\\u{feff}'],
])('%j becomes %j', (text, wanted) => {
  expect(escapeControls(text)).toBe(wanted);
});

test('a long text is cut, also within a pair', () => {
  expect(escapeControls('x'.repeat(101))).toBe(`${'x'.repeat(100)}…`);
  expect(escapeControls('🦊🦊', 3)).toBe('🦊\\u{d83e}…');
});
