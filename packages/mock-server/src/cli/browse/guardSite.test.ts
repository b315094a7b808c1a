import type { BrowserContext, Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { guardSite } from './guardSite.ts';

const ORIGIN = 'https://shop.example';

/** What becomes of a request for a page in a new tab, of which Playwright has no frame yet. */
async function openTab(url: string): Promise<unknown[]> {
  const done: unknown[] = [];
  let handle: (route: Route) => unknown = () => {};
  const context = {
    route: async (_: string, given: typeof handle) => {
      handle = given;
    },
  };
  await guardSite(context as unknown as BrowserContext, { origin: ORIGIN, allowWrites: false });
  const request = {
    url: () => url,
    method: () => 'GET',
    isNavigationRequest: () => true,
    frame() {
      throw new Error('Frame for this navigation request is not available');
    },
  };
  await handle({
    request: () => request,
    fallback: () => done.push('opened'),
    fulfill: (answer: object) => done.push(answer),
  } as unknown as Route);
  return done;
}

test('a new tab may open a page of the site, and none of another', async () => {
  expect(await openTab(`${ORIGIN}/about`)).toEqual(['opened']);
  expect(await openTab('https://elsewhere.example/')).toEqual([{ status: 204 }]);
});
