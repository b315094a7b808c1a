/** The site as it was built: `npm run docs:build` comes first. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { skipUnless } from '../../scripts/skipUnless.ts';
import { readDates } from '../site/readDates.ts';
import { DIST, findDeadLinks, findForeign, readSite } from './readSite.ts';

const pages = readSite();
const list = readFileSync(join(DIST, 'llms.txt'), 'utf8');
const listed = Array.from(list.matchAll(/^- \[(.+?)\]\(\/(.+?)\.md\): (.+)$/gm), ([, , path = '', line = '']) => ({
  path,
  line,
}));

test('no page has a link to a page or a heading that is not there', () => {
  expect(pages.length).toBeGreaterThan(80);
  expect(pages.flatMap((page) => findDeadLinks(page, pages).map((problem) => `${page.path}: ${problem}`))).toEqual([]);
});

test('nothing is loaded from another host', () => {
  const files = readdirSync(join(DIST, 'assets'), { encoding: 'utf8' }).filter((name) => name.endsWith('.css'));
  const texts = [
    ...pages.map(({ html }) => html),
    ...files.map((name) => readFileSync(join(DIST, 'assets', name), 'utf8')),
  ];
  expect(files.length).toBeGreaterThan(0);
  expect(texts.flatMap(findForeign)).toEqual([]);
});

test('every page is there as Markdown, and llms.txt lists it with a line about it', () => {
  const paths = pages.map(({ path }) => path.replace(/\.html$/, ''));
  expect(paths.filter((path) => !existsSync(join(DIST, `${path}.md`)))).toEqual([]);
  expect(listed.map(({ path }) => path).sort()).toEqual(paths.filter((path) => path !== 'index').sort());
  expect(listed.filter(({ line }) => line.trim().length < 12)).toEqual([]);
});

test('every page says what it is about', () => {
  expect(
    pages.filter(({ html }) => !/<meta name="description" content="[^"]{12,}/.test(html)).map(({ path }) => path),
  ).toEqual([]);
});

const knowsHistory = readDates()(['README.md', 'docs/glossary.md', 'docs/decisions']) !== undefined;
test('every page says when it was last changed', skipUnless(knowsHistory, 'no history in this clone'), () => {
  const dates = pages.map(({ path, html }) => {
    const markdown = readFileSync(join(DIST, path.replace(/\.html$/, '.md')), 'utf8');
    const date = /^lastUpdated: (\S+)$/m.exec(markdown)?.[1];
    const shown = /<time datetime="(\d{4}-\d\d-\d\d)/.exec(html)?.[1] ?? 'false';
    return { path, date, shown };
  });
  expect(dates.filter(({ date, shown }) => date !== shown)).toEqual([]);
  // Only a page that was written after the last commit has none.
  expect(dates.filter(({ shown }) => shown !== 'false').length).toBeGreaterThan(80);
});

describe('the checks find what they are for', () => {
  test('dead links', () => {
    const page = {
      path: 'a/b.html',
      html: '<a href="/none.html">x</a><a class="y" href="./b.html#none">x</a><a href="#is">x</a>',
      ids: new Set(['is']),
    };
    expect(findDeadLinks(page, [page])).toEqual([
      '/none.html: there is no none.html',
      './b.html#none: a/b.html has no #none',
    ]);
  });

  test('what comes from elsewhere', () => {
    const text =
      '<script src="https://cdn.example/x.js"></script><a href="https://fine.example">x</a> url(//fonts.example/a)';
    expect(findForeign(text)).toEqual(['https://cdn.example/x.js', '//fonts.example/a']);
  });
});
