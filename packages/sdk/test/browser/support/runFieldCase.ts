import { expect } from 'vitest';
import type { FieldCase } from './fieldCases.ts';
import type { FieldPage, FieldPages } from './useFieldPages.ts';

/** Opens the page of a case in Chromium, does what its visitor does, and expects what must be stored. */
export async function runFieldCase(pages: FieldPages, wanted: FieldCase, tag?: FieldPage['tag']): Promise<void> {
  const { before = '', after = '', body = '', act, story, also } = wanted;
  const visit = await pages.open({
    ...(tag && { tag }),
    before: `<script>${before}</script>`,
    after: `<script>${after}</script>`,
    body,
  });
  const { page } = visit;
  await act?.({
    run: (work, ...args) => visit.run(`(${work})(...${JSON.stringify(args)})`) as never,
    click: (selector) => page.click(selector),
  });
  expect(await visit.story(story.length)).toEqual(story);
  also?.(await visit.events(story.length));
  expect(visit.errors).toEqual([]);
  expect(await visit.run('tracker.getDeliveryStats()')).toMatchObject({ queued: 0, dropped: 0 });
}
