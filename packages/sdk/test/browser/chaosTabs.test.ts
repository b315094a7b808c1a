/** Several tabs, and pages that come back out of the back/forward cache. */
import { describe, expect } from 'vitest';
import { expectDeliveryStats, expectRestored, expectWritten, MODES, useChaos } from './support/useChaos.ts';

const chaos = useChaos();

describe.each(MODES)('$mode', ({ mode, suffix }) => {
  chaos.scenario(
    `two tabs at once${suffix}`,
    60,
    async (visit) => {
      chaos.lab.server.faults.add({ fault: 'drop_after', probability: 0.3, seed: 3 });
      const pages = await Promise.all([visit.open(), visit.open()]);
      await Promise.all(pages.map((page, n) => page.evaluate((name) => window.trackMany(name, 30), `tab${n}`)));
      await visit.arrived(60);
      for (const page of pages) await page.waitForFunction(() => window.tracker.getDeliveryStats().queued === 0);
      const all = await Promise.all(pages.map((page) => visit.stats(page)));
      expect(all.map(({ tracked, delivered }) => [tracked, delivered])).toEqual([
        [30, 30],
        [30, 30],
      ]);
    },
    mode,
  );

  chaos.scenario(
    `a tab that opens while another looks for what is left${suffix}`,
    10,
    async (visit) => {
      const first = await visit.open();
      chaos.lab.proxy.mode = 'reset';
      await first.evaluate(() => {
        const query = navigator.locks.query.bind(navigator.locks);
        navigator.locks.query = async () => {
          const locks = await query();
          await new Promise<void>((resolve) => {
            (window as { goOn?: () => void }).goOn = resolve;
          });
          return locks;
        };
        window.tracker.flush();
      });
      await first.waitForFunction(() => (window as { goOn?: () => void }).goOn);
      const second = await visit.open();
      await second.evaluate(() => window.trackMany('b', 10));
      await expectWritten(second, 10);
      await first.evaluate(() => (window as { goOn?: () => void }).goOn?.());
      chaos.lab.proxy.mode = 'pass';
      for (const page of [first, second]) await page.evaluate(() => window.tracker.flush());
      await expectDeliveryStats(visit, second, 10);
      expect(await visit.stats(first)).toMatchObject({ tracked: 0, delivered: 0, queued: 0 });
    },
    mode,
  );

  chaos.scenario(
    `five tabs, four of them closed during an outage, adopted by the fifth${suffix}`,
    50,
    async (visit) => {
      const pages = [];
      for (let n = 0; n < 5; n++) pages.push(await visit.open());
      chaos.lab.proxy.mode = 'reset';
      await Promise.all(pages.map((page, n) => page.evaluate((name) => window.trackMany(name, 10), `tab${n}`)));
      const [last, ...others] = pages;
      for (const page of others) await page.close();
      chaos.lab.proxy.mode = 'pass';
      await last?.evaluate(() => window.tracker.flush());
      if (last) await expectDeliveryStats(visit, last, 50);
    },
    mode,
  );

  chaos.scenario(
    `back/forward cache, events claimed by the page between${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open();
      chaos.lab.proxy.mode = 'reset';
      await page.evaluate(async () => {
        (window as { isOriginal?: boolean }).isOriginal = true;
        await window.trackMany('a', 10);
      });
      await expectWritten(page, 10);
      await page.goto(visit.url('/next'));
      chaos.lab.proxy.mode = 'pass';
      await page.evaluate(() => window.tracker.flush());
      await visit.arrived(10);
      // Chromium gives the page up in some runs, as its last request was cut off. What is stored is the same then.
      await page.goBack({ waitUntil: 'commit' });
      await page.waitForFunction(() => 'trackMany' in window && 'tracker' in window);
      await page.evaluate(() => window.trackMany('b', 10));
      await page.evaluate(() => window.tracker.flush());
      await visit.arrived(20);
      expect(await visit.stats(page)).toMatchObject({ tracked: 10, delivered: 10, duplicates: 0, queued: 0 });
    },
    mode,
  );

  chaos.scenario(
    `back/forward cache, events still there when it is back${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open();
      chaos.lab.proxy.mode = 'reset';
      await page.evaluate(async () => {
        (window as { isOriginal?: boolean }).isOriginal = true;
        await window.trackMany('a', 10);
      });
      await expectWritten(page, 10);
      await page.goto(`${chaos.lab.site.url}/plain`);
      chaos.lab.proxy.mode = 'pass';
      await page.goBack({ waitUntil: 'commit' });
      await expectRestored(page);
      await page.evaluate(() => window.trackMany('b', 10));
      await page.evaluate(() => window.tracker.flush());
      await visit.arrived(20);
      await page.waitForFunction(() => window.tracker.getDeliveryStats().queued === 0);
      expect(await visit.stats(page)).toMatchObject({ tracked: 20, delivered: 20, queued: 0 });
    },
    mode,
  );

  chaos.scenario(
    `back/forward cache, left in the task that tracked${suffix}`,
    30,
    async (visit) => {
      const page = await visit.open();
      await page.evaluate(async () => {
        (window as { isOriginal?: boolean }).isOriginal = true;
        await window.trackMany('a', 10);
      });
      await expectWritten(page, 0);
      await Promise.all([
        page.waitForURL('**/plain'),
        page.evaluate((url) => {
          window.trackMany('b', 10);
          location.href = url;
        }, `${chaos.lab.site.url}/plain`),
      ]);
      await page.goBack({ waitUntil: 'commit' });
      await expectRestored(page);
      await page.evaluate(() => window.trackMany('c', 10));
      await page.evaluate(() => window.tracker.flush());
      await visit.arrived(30);
      await page.waitForFunction(() => window.tracker.getDeliveryStats().queued === 0);
      expect(await visit.stats(page)).toMatchObject({ tracked: 30, delivered: 30, queued: 0 });
    },
    mode,
  );
});
