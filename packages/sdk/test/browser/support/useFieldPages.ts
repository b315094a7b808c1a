import { afterAll, afterEach, beforeAll } from 'vitest';
import type { BrowserContext } from '../../../../../scripts/connectBrowser.ts';
import type { TrackerOptions } from '../../../src/entries/npm.ts';
import { createUsedTabs, type Tabs } from './createTabs.ts';
import { type Study, type StudyVisit, startStudy } from './startStudy.ts';
import { toFieldPage } from './toFieldPage.ts';

export interface FieldPage {
  /** HTML in the head, before the script tag: what the page has done to the browser before we come. */
  before?: string;
  /** HTML between the script tag and the script that makes the tracker. */
  after?: string;
  tag?: 'onevault.min.js' | 'onevault.full.min.js';
  options?: Partial<TrackerOptions>;
  /** Runs behind the script tag. `OPTIONS` stands for the tracker's options. */
  start?: string;
  body?: string;
  /** Default: `<!doctype html>`; an empty one makes a page in quirks mode. */
  doctype?: string;
  /** Default `/`. With another path the page is the same. */
  path?: string;
  context?: BrowserContext;
}

export interface FieldOptions {
  /** Each page in a browser context of its own, for tests of what a browser keeps. Default: tabs are used again. */
  needsNewContext?: boolean;
}

export interface FieldPages {
  readonly study: Study;
  /** A new customer and visitor on a page that is open. It is closed after the test. */
  open(page?: FieldPage): Promise<StudyVisit>;
}

/**
 * Pages as somebody really had them, made as small as they go: what public bug reports about browser trackers describe.
 * Each test of a page says what must be stored of it.
 *
 * @example
 * const pages = useFieldPages();
 * test('a page whose `performance` is something else', async () => {
 *   const visit = await pages.open({ before: '<script>var performance = {score: 10}</script>' });
 *   expect(await visit.story(1)).toEqual(['page_view Page /']);
 * });
 */
export function useFieldPages({ needsNewContext = false }: FieldOptions = {}): FieldPages {
  let study: Study;
  let tabs: Tabs | undefined;
  let html = '';
  const visits: StudyVisit[] = [];
  beforeAll(async () => {
    study = await startStudy(() => html);
    if (!needsNewContext) tabs = createUsedTabs(study.browser, `${study.url}/favicon.ico`);
  });
  afterEach(async () => {
    study.server.faults.remove();
    await Promise.all(visits.splice(0).map((visit) => visit.close()));
  });
  afterAll(() => study?.close());

  return {
    get study() {
      return study;
    },
    async open({ path = '/', context, ...page } = {}) {
      html = toFieldPage(page);
      const visit = await study.visit(path, context ?? tabs);
      visits.push(visit);
      return visit;
    },
  };
}
