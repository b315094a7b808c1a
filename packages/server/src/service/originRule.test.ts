import { describe, expect, test } from 'vitest';
import { isOriginAllowed, toOriginRule } from './originRule.ts';

test.each([
  ['https://shop.example', 'https://shop.example'],
  ['HTTPS://Shop.Example', 'https://shop.example'],
  ['https://shop.example:443', 'https://shop.example'],
  ['http://localhost:5173', 'http://localhost:5173'],
  ['shop.example', 'https://shop.example'],
  ['*.shop.example', 'https://*.shop.example'],
  ['https://*.shop.example:8443', 'https://*.shop.example:8443'],
  ['http://[::1]:3000', 'http://[::1]:3000'],
])('%s is the rule %s', (text, rule) => {
  expect(toOriginRule(text)).toBe(rule);
});

test.each([
  '',
  '*',
  '*.com',
  'https://*',
  'https://shop.example/',
  'https://shop.example/path',
  'https://user@shop.example',
  'ftp://shop.example',
  'https://a.*.example',
  'https://shop*.example',
  'https://shop.example:99999',
  'https://shop.example evil.example',
  'null',
])('%j is refused or means exactly that host', (text) => {
  const rule = toOriginRule(text);
  expect(rule === null || rule === `https://${text}`).toBe(true);
});

describe('a rule is anchored at both ends', () => {
  const rules = ['https://shop.example', 'https://*.cdn.example'];
  test.each([
    ['https://shop.example', true],
    ['https://a.cdn.example', true],
    ['https://a.b.cdn.example', true],
    ['http://shop.example', false],
    ['https://shop.example:8443', false],
    ['https://shop.example.evil.example', false],
    ['https://evilshop.example', false],
    ['https://www.shop.example', false],
    ['https://cdn.example', false],
    ['https://.cdn.example', false],
    ['https://evilcdn.example', false],
    ['https://a.cdn.example.evil.example', false],
    ['http://a.cdn.example', false],
    ['null', false],
    ['', false],
  ])('%s: %s', (origin, isAllowed) => {
    expect(isOriginAllowed(origin, rules)).toBe(isAllowed);
  });
});
