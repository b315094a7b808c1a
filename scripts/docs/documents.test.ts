/** What can be said of the documents without running their code: the journeys beside this file run it. */
import { describe, expect, test } from 'vitest';
import { TOOL_BLOCKS } from './describeTools.ts';
import { BLOCKS } from './findBlock.ts';
import { findBrokenRows } from './findBrokenRows.ts';
import { findDeadLinks } from './findDeadLinks.ts';
import { findFetches } from './findFetches.ts';
import { listDocuments } from './listDocuments.ts';
import { PAGE_BLOCKS } from './pageBlocks.ts';
import { readMarkdown } from './readMarkdown.ts';
import { SHELL_BLOCKS } from './shellBlocks.ts';
import { SPEC_BLOCKS } from './specBlocks.ts';

const documents = listDocuments().map(({ path, text }) => ({ path, text, ...readMarkdown(path, text) }));
const anchors = new Map(documents.map(({ path, headings }) => [path, headings.map(({ anchor }) => anchor)]));

test('every block of code has a runner, and every runner a block', () => {
  const runners = [SPEC_BLOCKS, PAGE_BLOCKS, SHELL_BLOCKS].flatMap(Object.keys);
  expect(new Set(runners).size).toBe(runners.length);
  // What a program prints is a `text`: nobody runs that.
  const ids = BLOCKS.filter(({ language }) => language !== 'text').map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(50);
  expect([...new Set([...runners, ...Object.values(TOOL_BLOCKS)])].sort()).toEqual(ids.sort());
});

test('a block that another runs is run by it', () => {
  const ran = Object.entries(SHELL_BLOCKS).filter(([, { ranBy }]) => ranBy);
  expect(ran.filter(([id, { ranBy = '' }]) => !SHELL_BLOCKS[ranBy]?.follows?.includes(id))).toEqual([]);
});

test('every block says its language', () => {
  expect(BLOCKS.filter(({ language }) => !language).map(({ id }) => id)).toEqual([]);
});

describe.each(documents)('$path', ({ path, text, prose }) => {
  test('has no dead link', () => {
    expect(findDeadLinks(path, prose, anchors)).toEqual([]);
  });

  test('has tables whose rows have as many cells as their heads', () => {
    expect(findBrokenRows(prose)).toEqual([]);
  });

  test('lets nobody fetch a package that is not published', () => {
    expect(findFetches(text)).toEqual([]);
  });
});

describe('the checks find what they are for', () => {
  const proseOf = (text: string) => readMarkdown('docs/new.md', text).prose;

  test('dead links', () => {
    const text = '[a](gone.md) [b](testing.md#gone) [c](testing.md#the-clock) `[d](gone.md)` [e](../../x)\n[f](#gone)';
    expect(findDeadLinks('docs/new.md', proseOf(text), anchors)).toEqual([
      '1: gone.md: there is no docs/gone.md',
      '1: testing.md#gone: docs/testing.md has no heading #gone',
      '1: ../../x: it leaves the repository',
      '2: #gone: there is no docs/new.md',
    ]);
  });

  test('a pipe in code that begins a cell, and a head without hyphens', () => {
    const text = '| route | |\n| --- | --- |\n| `a|b` | x |\n| `a\\|b` | x |\n\n| a | b |\n| c | d |';
    expect(findBrokenRows(proseOf(text))).toEqual([
      '3: 3 cells, not 2: | `a|b` | x |',
      '6: no line of hyphens below the head',
    ]);
  });

  test('installs and runs of names on npm', () => {
    const fetches = [
      'npm install --save-dev @onevault/mock-server',
      'npx @onevault/server --port 1',
      'npx onevault-server',
    ];
    const others = [
      'npm install ~/tracker/packed/onevault-tracker-*.tgz',
      'npx pnpm@12.21.0 --filter @onevault/server run build',
    ];
    expect(findFetches([...fetches, ...others].join('\n'))).toEqual(
      fetches.map((line, index) => `${index + 1}: ${line}`),
    );
  });

  test('blocks, also in lists and with longer fences', () => {
    const { blocks } = readMarkdown(
      'a.md',
      '# A b, c!\n- x\n  ```sh\n  ls\n  ```\n\n````text\n```\n````\n# A b, c!\n```ts\n1;\n```',
    );
    expect(blocks).toMatchObject([
      { id: 'a.md#a-b-c/1', language: 'sh', code: 'ls', line: 3 },
      { id: 'a.md#a-b-c/2', language: 'text', code: '```' },
      { id: 'a.md#a-b-c-1/1', language: 'ts', code: '1;' },
    ]);
  });
});
