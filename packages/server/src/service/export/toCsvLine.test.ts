import { expect, test } from 'vitest';
import { createSeededRandom } from '../../../../../scripts/createSeededRandom.ts';
import { disarmText, toCsvLine, toJsonCell } from './toCsvLine.ts';

/** As docs/reading.md says: one apostrophe at the start and behind each separator. */
const rearm = (text: string) => text.replace(/(^|[;\t\r\n])'/g, '$1');

test('quotes texts by RFC 4180, and nothing else', () => {
  expect(toCsvLine(['a', 'b,"c"\r\nd', '', 1.5, -2, true, null, undefined])).toBe(
    '"a","b,""c""\r\nd","",1.5,-2,true,,\r\n',
  );
});

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\uff1d1', "'\uff1d1"],
  ['  =1', "'  =1"],
  ['\u00a0=1', "'\u00a0=1"],
  ['\u200b=1', "'\u200b=1"],
  ['\0=1', "'\0=1"],
  ['\t=1', "\t'=1"],
  ['a;=1', "a;'=1"],
  ['a; =1;b;-1', "a;' =1;b;'-1"],
  ['a\r\n=1', "a\r\n'=1"],
  ["'=1", "''=1"],
  [';', ';'],
  ['', ''],
  ['a=1', 'a=1'],
  ['https://a/?b=-1', 'https://a/?b=-1'],
  ['Mozilla/5.0 (X11; Linux x86_64)', 'Mozilla/5.0 (X11; Linux x86_64)'],
])('%j becomes %j', (text, disarmed) => {
  expect(disarmText(text)).toBe(disarmed);
});

test('no cell of a spreadsheet begins like a formula, and the text can be told again, for random hostile texts', () => {
  const random = createSeededRandom(7);
  const parts = [
    '=',
    '+',
    '-',
    '@',
    "'",
    ';',
    '\t',
    '\r',
    '\n',
    ' ',
    'a',
    '"',
    ',',
    '\u00a0',
    '\u200b',
    '\uff1d',
    '\0',
  ];
  for (let n = 0; n < 20_000; n += 1) {
    const text = Array.from({ length: random.integer(0, 12) }, () => parts[random.integer(0, parts.length - 1)]).join(
      '',
    );
    const disarmed = disarmText(text);
    expect(rearm(disarmed)).toBe(text);
    for (const cell of disarmed.split(/[;\t\r\n]/)) {
      expect(cell, JSON.stringify(text)).not.toMatch(/^[\s\p{Cc}\p{Cf}]*[=+\-@\uff1d]/u);
    }
  }
});

test('a long text takes no longer for being hostile', () => {
  for (const part of ['\t', ' ', ';', ' ;', "'", '=']) {
    expect(disarmText(`${part.repeat(200_000)}=`).length).toBeGreaterThan(200_000);
  }
});

test('a JSON cell holds what it was, and no separator of a spreadsheet', () => {
  const value = { a: '=1;=2', 'b;': ['\t=1', '\u2028', -1, 12], c: 'x"y\\' };
  const { json } = toJsonCell(JSON.stringify(value));
  expect(JSON.parse(json)).toEqual(value);
  expect(json).not.toMatch(/[;\t\r\n]/);
  expect(toJsonCell('{"n":12345678901234567890}').json).toBe('{"n":12345678901234567890}');
  expect(toCsvLine([['a;']])).toBe('"[""a\\u003b""]"\r\n');
});
