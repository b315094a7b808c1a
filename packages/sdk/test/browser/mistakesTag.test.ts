/** The snippet of the README: as it is, without its script, and twice. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { BrowserContext } from '../../../../scripts/connectBrowser.ts';
import { type Study, type StudyVisit, startStudy } from './support/startStudy.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const [, documented = ''] = /```html\n(<script src="\/onevault.min.js">[\s\S]*?)```/.exec(readme) ?? [];
/** The same for the customer of the test. */
const SNIPPET = documented.replace(/OneVaultTracker\(\{[\s\S]*?\}\)/, 'OneVaultTracker(OPTIONS)');

const toHtml = (head: string): string =>
  `<!doctype html><title>Page</title>${head}<p>Page</p><script>window.isAlive = true; tracker?.trackEvent('later');</script>`;

let study: Study;
const contexts: BrowserContext[] = [];
beforeAll(async () => {
  study = await startStudy((path) => {
    if (path === '/once') return toHtml(SNIPPET);
    if (path === '/twice') return toHtml(SNIPPET + SNIPPET);
    if (path === '/gone') return toHtml(SNIPPET.replace('/onevault.min.js', '/not/here.js'));
    if (path === '/policy') {
      return { body: toHtml(SNIPPET), headers: { 'Content-Security-Policy': "script-src 'unsafe-inline'" } };
    }
    return undefined;
  });
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(() => study?.close());

async function visit(path: string, isBlocked = false): Promise<StudyVisit & { said: string[] }> {
  const context = await study.browser.newContext();
  contexts.push(context);
  const said: string[] = [];
  context.on('console', (message) => {
    if (message.text().startsWith('[OneVault]')) said.push(`${message.type()} ${message.text()}`);
  });
  if (isBlocked) await context.route('**/onevault.min.js', (route) => route.abort('blockedbyclient'));
  return { ...(await study.visit(path, context)), said };
}

test('tracks the page and the event', async () => {
  const { story, said, errors } = await visit('/once');
  expect(await story(3)).toEqual(expect.arrayContaining(['page_view Page /once', 'signup', 'later']));
  expect(said).toEqual([]);
  expect(errors).toEqual([]);
});

test.each([
  ['by an ad blocker', '/once', true],
  ['by the page’s policy', '/policy', false],
  ['by nobody: it is not there', '/gone', false],
])(
  'its script is blocked %s: the console says so, nothing throws, and the page goes on',
  async (_, path, isBlocked) => {
    const { page, said, errors } = await visit(path, isBlocked);
    expect(said).toEqual([expect.stringMatching(/^warning \[OneVault\] Failed to load.*blocker.*script-src/)]);
    expect(await page.evaluate(() => (window as unknown as { isAlive?: boolean }).isAlive)).toBe(true);
    // The browser’s own line about the request, and no error of a script.
    expect(errors.filter((error) => /defined|declared|null/.test(error))).toEqual([]);
  },
);

test('the tag is there twice: everything once, and the console says so', async () => {
  const { story, said, errors } = await visit('/twice');
  expect((await story(4)).sort()).toEqual(['later', 'page_view Page /twice', 'signup', 'signup']);
  expect(said).toEqual([expect.stringMatching(/^warning .*twice/)]);
  expect(errors).toEqual([]);
});
