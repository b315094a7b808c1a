/** Pages that have changed how things are written or sent. */
import { describe, expect, test } from 'vitest';
import type { DeliveryStats } from '../../src/entries/npm.ts';
import { WIRE_CASES } from './support/fieldCases.ts';
import { runFieldCase } from './support/runFieldCase.ts';
import { useFieldPages } from './support/useFieldPages.ts';

const pages = useFieldPages();

test.each(WIRE_CASES)('$name', (one) => runFieldCase(pages, one));

/** What the page makes of `fetch`. `real` is the browser's. */
const refusals = {
  'the parsed body': '(...a) => real(...a).then((answer) => answer.json())',
  'a copy of the answer':
    '(...a) => real(...a).then((answer) => ({ status: answer.status, headers: {}, json: () => answer.json() }))',
  'something empty': 'async () => ({ ok: true, json: async () => ({}) })',
  nothing: 'async () => undefined',
  'a text': 'async () => "ok"',
  'another API’s refusal': 'async () => ({ ok: false, status: 403, json: async () => ({ message: "Forbidden" }) })',
  'an error': 'async () => { throw new Error("blocked"); }',
  'an error at once': '() => { throw new Error("blocked"); }',
  'something that is no function': '"page"',
};

describe('a `fetch` of the page that answers', () => {
  test.each(Object.entries(refusals))('%s drops nothing', async (_, fetch) => {
    const visit = await pages.open({
      before: `<script>const real = window.fetch; window.fetch = ${fetch};</script>`,
      // Without engagement: on a machine that takes half a second to load the page, its seconds are one more event.
      start: 'tracker.enableAutoTracking({ engagement: false }); tracker.trackEvent("own");',
    });
    const read = async () => (await visit.run('tracker.getDeliveryStats()')) as DeliveryStats;
    // Each event was tried, or has arrived.
    await expect.poll(async () => ((s) => s.retried + s.delivered)(await read())).toBeGreaterThanOrEqual(2);
    expect(await read()).toMatchObject({ tracked: 2, dropped: 0 });
    // And is delivered once the page gives the browser's own back.
    await visit.run('window.fetch = real; undefined');
    expect(await visit.story(2)).toEqual(['own', 'page_view Page /']);
    await expect.poll(async () => (await read()).delivered).toBe(2);
    expect(visit.errors).toEqual([]);
  });
});

test('an Angular page becomes stable: the tracker’s timers are outside of its zone', async () => {
  const visit = await pages.open({
    before: '<script src="/zone.js"></script>',
    start: `
      window.pending = [];
      Zone.current
        .fork({
          name: 'angular',
          onScheduleTask(delegate, _, target, task) {
            if (task.source.startsWith('set')) pending.push(task.source);
            return delegate.scheduleTask(target, task);
          },
          onHasTask(delegate, _, target, state) {
            delegate.hasTask(target, state);
            window.isStable = !state.macroTask;
          },
        })
        .run(() => { tracker.enableAutoTracking(); tracker.trackEvent('own'); });`,
    body: '<button id="b">b</button>',
  });
  await visit.page.click('#b');
  expect(await visit.story(3)).toEqual(['own', 'page_view Page /', 'user_interaction b']);
  await expect.poll(() => visit.run('window.isStable !== false')).toBe(true);
  expect(await visit.run('pending')).toEqual([]);
});
