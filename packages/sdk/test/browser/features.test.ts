/** The extras, by name, in a real browser: what the server stored. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Study, type StudyVisit, startStudy } from './support/startStudy.ts';

const PAGE = `<!doctype html><html lang="en"><head><title>Extras</title><script src="/onevault.full.min.js"></script><script>
  window.tracker = new OneVaultTracker(OPTIONS);
  tracker.enableAutoTracking({
    clicks: false, webVitals: true, errors: { max: 2 }, rageClicks: true, deadClicks: true, copy: true, print: true,
    impressions: true, search: true, crossDomain: { domains: ['localhost'] },
  });
</script></head><body>
  <h1>Extras</h1><p id="copied">some words</p><button id="dead">Dead</button>
  <div data-ov-impression="seen" id="seen">Seen</div>
  <div style="height: 4000px"></div><div data-ov-impression="unseen">Unseen</div>
  <a id="over" href="http://localhost:PORT/there">over there</a>
</body></html>`;

let study: Study;
beforeAll(async () => {
  study = await startStudy((path) =>
    path === '/page' || path === '/there' ? PAGE.replace('PORT', String(new URL(study.url).port)) : undefined,
  );
});
afterAll(() => study?.close());

const of = async (visit: StudyVisit, type: string, count: number) => {
  await expect
    .poll(async () => (await visit.events(1)).filter(({ event_type }) => event_type === type).length, {
      timeout: 20_000,
    })
    .toBeGreaterThanOrEqual(count);
  return (await visit.events(1)).filter(({ event_type }) => event_type === type).map(({ event_data }) => event_data);
};

test('what happens on a page is told by name', async () => {
  const visit = await study.visit('/page?q=green+tea');
  const { page } = visit;
  expect(await of(visit, 'search', 1)).toMatchObject([{ search_term: 'green tea' }]);
  expect(await of(visit, 'element_impression', 1)).toMatchObject([{ impression: 'seen', element_id: 'seen' }]);

  for (let n = 0; n < 3; n++) await page.locator('#copied').click({ position: { x: 5, y: 5 } });
  expect(await of(visit, 'rage_click', 1)).toMatchObject([{ element_id: 'copied' }]);

  await page.evaluate(() => {
    getSelection()?.selectAllChildren(document.querySelector('#copied') as Node);
    document.execCommand('copy');
    window.dispatchEvent(new Event('beforeprint'));
  });
  expect(await of(visit, 'copy', 1)).toMatchObject([{ length: 10 }]);
  expect(await of(visit, 'print', 1)).toHaveLength(1);

  await page.evaluate(() => {
    for (let n = 0; n < 5; n++) {
      setTimeout(() => {
        throw new Error(`broken ${n} for ann@mail.test`);
      });
    }
    Promise.reject(new TypeError('unhandled'));
  });
  const told = await of(visit, 'js_error', 2);
  expect(told).toHaveLength(2);
  expect(JSON.stringify(told)).not.toContain('ann@');

  await page.click('#dead');
  expect(await of(visit, 'dead_click', 1)).toMatchObject([{ element_id: 'dead', text: 'Dead' }]);
  await visit.close();
});

test('web vitals come once final, the last ones as the page goes', async () => {
  const visit = await study.visit('/page');
  const { page } = visit;
  await page.click('#dead');
  await page.goto('about:blank');
  await page.goto(`${study.url}/there`);
  const names = (await of(visit, 'web_vital', 4)).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['TTFB', 'FCP', 'LCP']));
  await visit.close();
});

test('a link to another domain of ours takes the visitor along', async () => {
  const visit = await study.visit('/page');
  const { page } = visit;
  await page.click('#over');
  await page.waitForURL((url) => url.hostname === 'localhost');
  const views = await of(visit, 'page_view', 2);
  expect(views[1]).toMatchObject({ visitor_id: views[0]?.visitor_id, session_id: views[0]?.session_id });
  expect(page.url()).not.toContain('_ov');
  expect((await visit.events(2)).some(({ page_url }) => page_url.includes('_ov'))).toBe(false);
  await visit.close();
});
