import { expect, test } from 'vitest';
import { firstSentence } from '../site/readDocument.ts';
import { rewriteLinks } from '../site/rewriteLinks.ts';
import { toLlmsText } from '../site/toLlmsText.ts';

const pages = new Map([
  ['docs/testing.md', 'guides/testing'],
  ['packages/sdk/README.md', 'reference/tracker'],
  ['README.md', 'index'],
]);
const rewrite = (text: string, images: string[] = []) =>
  rewriteLinks(text, 'docs/proxy.md', 'guides/proxy', { pages, onImage: (file) => images.push(file) });

test('links lead to pages of the site, else to the repository', () => {
  expect(
    rewrite('[a](testing.md#the-clock) [b](../packages/sdk/README.md) [c](../packages/sdk) [d](../README.md)'),
  ).toBe('[a](./testing.md#the-clock) [b](../reference/tracker.md) [c](../reference/tracker.md) [d](../index.md)');
  expect(rewrite('[a](../deploy) [b](../LICENSE)')).toBe(
    '[a](https://github.com/onevault/tracker/tree/main/deploy) [b](https://github.com/onevault/tracker/blob/main/LICENSE)',
  );
});

test('anchors, other sites and code stay as they are', () => {
  for (const text of ['[a](#x)', '[a](https://example.org/x.md)', '`[a](testing.md)`', '```md\n[a](testing.md)\n```']) {
    expect(rewrite(text)).toBe(text);
  }
  expect(rewrite('```sh\nls\n```\n[a](testing.md)')).toContain('(./testing.md)');
});

test('pictures come along', () => {
  const images: string[] = [];
  expect(rewrite('![a](pipeline.svg) <img src="images/business.webp">', images)).toBe(
    '![a](/pipeline.svg) <img src="/images/business.webp">',
  );
  expect(images).toEqual(['docs/pipeline.svg', 'docs/images/business.webp']);
});

test('the line about a page is its first sentence, without Markdown', () => {
  expect(firstSentence('# A\n\n> no\n\n**Asks** [the server](x.md) `a.b` often. And more.')).toBe(
    'Asks the server a.b often.',
  );
});

test('llms.txt lists each page below its section', () => {
  const page = { path: 'guides/a', title: 'A', description: 'About it.', text: '', madeFrom: [] };
  expect(toLlmsText([{ title: 'Guides', area: 'learn', pages: [page] }], '/base/')).toContain(
    '## Guides\n\n- [A](/base/guides/a.md): About it.\n',
  );
});
