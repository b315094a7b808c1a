/** Another script has changed what waits to be sent: everything else is sent, and what was spoilt is counted once. */
import { expect, test } from 'vitest';
import { useFieldPages } from './support/useFieldPages.ts';

const pages = useFieldPages({ needsNewContext: true });

const SPOILT: [name: string, value: unknown][] = [
  ['null', null],
  ['5', 5],
  ['[null]', [null]],
  ['{}', {}],
  ['a text', 'x'],
  ['an event that is no JSON', ['{"broken', 1, 'gone']],
  ['an event of another id', ['{"event_id":"evt_other","event_type":"x"}', 1, 'gone']],
];

test.each(SPOILT)('%s in IndexedDB, among events of a closed page', async (_, value) => {
  const visit = await pages.open({ start: '' });
  const { page } = visit;
  pages.study.server.faults.add({ fault: 'status', status: 503, first: 1_000 });
  await page.evaluate(async (spoilt) => {
    await window.tracker.trackEvent('before');
    await window.tracker.trackEvent('after');
    window.tracker.shutdown();
    let name: string | undefined;
    while (!name) name = (await indexedDB.databases())[0]?.name;
    await new Promise((resolve) => {
      indexedDB.open(name).onsuccess = ({ target }) => {
        const { result } = target as IDBOpenDBRequest;
        const transaction = result.transaction('events', 'readwrite');
        // The first, one in the middle, and one of another script's own keys.
        for (const key of ['evt_', `evt_${Date.now().toString(16)}`, 7]) {
          transaction.objectStore('events').put(spoilt, key);
        }
        transaction.oncomplete = resolve;
      };
    });
  }, value);
  pages.study.server.faults.remove();
  await page.reload();
  const stats = await page.evaluate(async () => {
    await window.tracker.flush();
    return window.tracker.getDeliveryStats();
  });
  expect(await visit.story(2)).toEqual(['before', 'after']);
  expect(stats).toMatchObject({ tracked: 5, delivered: 2, queued: 0, dropped: 3, droppedByReason: { invalid: 3 } });
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const [{ name = '' } = {}] = await indexedDB.databases();
        return new Promise((resolve) => {
          indexedDB.open(name).onsuccess = ({ target }) => {
            const { result } = target as IDBOpenDBRequest;
            result.transaction('events').objectStore('events').count().onsuccess = (event) =>
              resolve((event.target as IDBRequest).result);
          };
        });
      }),
    )
    .toBe(0);
});

test.each([
  ...SPOILT.map(
    ([name, value]) => [name, (text: string) => JSON.stringify([value, ...JSON.parse(text), value])] as const,
  ),
  ['half of the text', (text: string) => text.slice(0, text.length / 2)] as const,
  ['null instead of it', () => 'null'] as const,
])('%s in localStorage, with events of another closed page beside it', async (name, spoil) => {
  const visit = await pages.open({
    start: '',
    before:
      '<script>delete window.indexedDB; Object.defineProperty(window, "indexedDB", { value: undefined })</script>',
    options: { enableDebug: true },
  });
  const { page } = visit;
  const told: string[] = [];
  page.on('console', (message) => told.push(message.text()));
  pages.study.server.faults.add({ fault: 'status', status: 503, first: 1_000 });
  for (const type of ['one', 'two']) {
    await page.evaluate((event) => window.tracker.trackEvent(event), type);
    await page.reload();
  }
  const read = () =>
    page.evaluate(
      () => Object.entries({ ...localStorage }).filter(([key]) => key.includes(':spill:')) as [string, string][],
    );
  await expect.poll(async () => (await read()).length).toBeGreaterThan(0);
  const [[key, text]] = (await read()) as [[string, string]];
  const isWhole = !spoil(text).startsWith('[') || name.startsWith('half');
  await page.evaluate(
    ([at, own, spoilt, both]) => {
      window.tracker.shutdown();
      // As two pages would have left them: the one that is spoilt, and a fine one.
      localStorage.setItem(`${at}x`, both as string);
      localStorage.setItem(own as string, spoilt as string);
    },
    [key, `${key}0`, spoil(isWhole ? text : '[]'), text],
  );
  pages.study.server.faults.remove();
  told.length = 0;
  await page.reload();
  const stats = await page.evaluate(() => window.tracker.flush());
  expect((await visit.story(1)).length).toBe(stats.delivered);
  expect((await visit.story(1)).length).toBeGreaterThan(0);
  const dropped = isWhole ? 1 : 2;
  expect(stats).toMatchObject({ queued: 0, dropped, droppedByReason: { invalid: dropped } });
  expect(stats.tracked).toBe(stats.delivered + dropped);
  expect(told.filter((line) => line.includes('another script has changed it'))).toHaveLength(dropped);
  await expect.poll(read).toEqual([]);
});
