import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findMistakes } from './findMistakes.mjs';
import { ROOT, renderPipeline } from './renderPipeline.mjs';

const rendered = renderPipeline();
const GENERATED =
  /^-- Generated from (?:packages\/contract\/pipeline\/\w+\.json|countries-and-timezones)\. Do not edit: /;

test.each([...rendered])('%s is current: npx pnpm@12.21.0 run generate', (path, text) => {
  expect(readFileSync(new URL(path, ROOT), 'utf8').replaceAll('\r\n', '\n')).toBe(text);
});

test('generated files say so in their first line, and there are no others of removed rules', () => {
  const folder = 'packages/server/sql/functions';
  const marked = readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.sql') && GENERATED.test(readFileSync(new URL(path, ROOT), 'utf8')));
  expect(marked.sort()).toEqual([...rendered.keys()].filter((path) => path.endsWith('.sql')).sort());
});

test('names the mistakes in the rules', () => {
  const check = { pointer: '', fails: 'never', message: 'it’s off', weight: 0.125, status: 'BAD' as 'VALID' };
  expect(
    findMistakes({
      checks: { Off: check },
      categories: { page_view: { category: 'page', action: 'view' } },
      referrers: { search: ['google.*', 'example.com', 'Example.com', 'localhost', 'a.b.c.d', 'example.com'] },
      parameters: { campaign: ['utm_source'], clickIds: ['click-id'] },
      sources: { google: ['google.*', 'other.com', 'example.com'] },
      channels: [{ channel: 'paid', kind: ['odd'], clickId: ['xclid'] }],
    }),
  ).toEqual([
    '"Off" is not made of a-z, 0-9 and _',
    '"click-id" is not made of a-z, 0-9 and _',
    '"Example.com" is not two or three labels in lower case, or a name and .*',
    '"localhost" is not two or three labels in lower case, or a name and .*',
    '"a.b.c.d" is not two or three labels in lower case, or a name and .*',
    '"example.com" is listed twice',
    '"Example.com" has no source',
    '"localhost" has no source',
    '"a.b.c.d" has no source',
    '"other.com" of google is no referrer',
    'paid has the unknown kind odd',
    'paid has the unknown click id xclid',
    'the last channel must fit every visit',
    'the status of Off is none of VALID, SUSPICIOUS, INVALID',
    'the weight of Off has over two decimals',
  ]);
});
