/** Storage that is blocked, full or missing, and browsers without locks. */
import { describe, expect } from 'vitest';
import { expectDeliveryStats, expectWritten, MODES, useChaos } from './support/useChaos.ts';

const chaos = useChaos();

describe.each(MODES)('$mode', ({ mode, suffix }) => {
  chaos.scenario(
    `storage blocked (sandboxed page)${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open('/sandboxed');
      chaos.lab.server.faults.add({ fault: 'status', status: 503, first: 2 });
      await page.evaluate(() => window.trackMany('a', 20));
      await expectDeliveryStats(visit, page, 20);
    },
    mode,
  );

  chaos.scenario(
    `localStorage full${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open();
      await page.evaluate(() => {
        for (let chars = 5_000_000; chars > 1; chars = Math.floor(chars / 2)) {
          try {
            localStorage.setItem(`fill${chars}`, 'x'.repeat(chars));
          } catch {
            // Full at this size; the next is half of it.
          }
        }
      });
      chaos.lab.proxy.mode = 'reset';
      await page.evaluate(() => window.trackMany('a', 20));
      await page.goto(visit.url('/next'));
      chaos.lab.proxy.mode = 'pass';
      await page.evaluate(() => window.tracker.flush());
    },
    mode,
  );

  chaos.scenario(
    `no IndexedDB${suffix}`,
    20,
    async (visit) => {
      await visit.context.addInitScript(() => {
        Object.defineProperty(window, 'indexedDB', { value: undefined });
      });
      const page = await visit.open();
      chaos.lab.proxy.mode = 'reset';
      await page.evaluate(() => window.trackMany('a', 20));
      await page.goto(visit.url('/next'));
      chaos.lab.proxy.mode = 'pass';
      await page.evaluate(() => window.tracker.flush());
    },
    mode,
  );

  chaos.scenario(
    `no Web Locks${suffix}`,
    20,
    async (visit) => {
      await visit.context.addInitScript(() => {
        Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
      });
      const page = await visit.open();
      chaos.lab.proxy.mode = 'reset';
      await page.evaluate(() => window.trackMany('a', 20));
      await page.goto(visit.url('/next'));
      chaos.lab.proxy.mode = 'pass';
      // Without locks orphans are known by their age.
      await expect
        .poll(() => page.evaluate(() => window.tracker.flush()).then((stats) => stats.delivered), { timeout: 30_000 })
        .toBe(20);
    },
    mode,
  );

  chaos.scenario(
    `no Web Locks, taken over in two parts that both stand in both storages${suffix}`,
    20,
    async (visit) => {
      await visit.context.addInitScript((startMs) => {
        Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
        Date.now = () => startMs + Number(sessionStorage.getItem('aheadMs'));
      }, Date.now());
      const page = await visit.open();
      chaos.lab.proxy.mode = 'reset';
      await page.evaluate(() => window.trackMany('first', 1));
      await expectWritten(page, 1);
      await page.evaluate(async () => {
        window.trackMany('old', 9);
        sessionStorage.setItem('aheadMs', '3000');
        window.trackMany('new', 10);
        // Far enough for IndexedDB to be writing, and not so far that it could have answered.
        for (let n = 0; n < 50; n++) await undefined;
        window.dispatchEvent(new Event('pagehide'));
      });
      await expectWritten(page, 20);
      // By the clock of the next page the first ten are older than five seconds, and then the others are too.
      await page.evaluate(() => sessionStorage.setItem('aheadMs', '6000'));
      await page.goto(visit.url('/next'));
      chaos.lab.proxy.mode = 'pass';
      const flush = async (least: number) => {
        await expect
          .poll(() => page.evaluate(() => window.tracker.flush()).then((stats) => stats.delivered), { timeout: 30_000 })
          .toBeGreaterThanOrEqual(least);
      };
      await flush(10);
      await page.evaluate(() => sessionStorage.setItem('aheadMs', '9000'));
      await flush(20);
      await page.evaluate(() => window.tracker.flush());
      expect(await visit.stats(page)).toMatchObject({ tracked: 20, delivered: 20, duplicates: 0 });
    },
    mode,
  );
});
