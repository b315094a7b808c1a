/** Pages that have taken a name that we use, or in which a value of the browser throws. */
import { expect, test } from 'vitest';
import { useFieldPages } from './support/useFieldPages.ts';

const pages = useFieldPages();

test('a page without any such thing is tracked', async () => {
  const visit = await pages.open({ body: '<button id="b">b</button>' });
  await visit.page.click('#b');
  expect(await visit.story(2)).toEqual(['page_view Page /', 'user_interaction b']);
  expect(visit.errors).toEqual([]);
});
