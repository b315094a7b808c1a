/** Pages that break what scripts are made of, and clocks that jump. */
import { describe, expect } from 'vitest';
import { expectDeliveryStats, MODES, useChaos } from './support/useChaos.ts';

const chaos = useChaos();

describe.each(MODES)('$mode', ({ mode, suffix }) => {
  for (const name of ['Promise.prototype.then', 'Promise.prototype.catch', 'Array.prototype.push']) {
    chaos.scenario(
      `the page has broken ${name}${suffix}`,
      20,
      async (visit) => {
        const page = await visit.open();
        await page.evaluate((path) => {
          Object.assign(window, { unhandled: [] });
          addEventListener('unhandledrejection', ({ reason }) => {
            (window as unknown as { unhandled: string[] }).unhandled.push(String(reason));
          });
          const [owner, , method] = path.split('.') as ['Promise' | 'Array', string, string];
          const prototype = window[owner].prototype;
          const original = Object.getOwnPropertyDescriptor(prototype, method) as PropertyDescriptor;
          const value = () => {
            throw new Error('broken by the page');
          };
          Object.defineProperty(prototype, method, { ...original, value });
          for (let n = 0; n < 10; n++) window.tracker.trackEvent('lab', { key: `broken-${n}` });
          const timer = setInterval(() => {
            if (window.tracker.getDeliveryStats().delivered < 10) return;
            clearInterval(timer);
            // The test's own tools need it too.
            Object.defineProperty(prototype, method, original);
            Object.assign(window, { isMended: true });
          }, 10);
        }, name);
        await page.waitForFunction(() => (window as { isMended?: boolean }).isMended);
        await page.evaluate(() => window.trackMany('a', 10));
        await expectDeliveryStats(visit, page, 20);
        expect(await page.evaluate(() => (window as unknown as { unhandled: string[] }).unhandled)).toEqual([]);
      },
      mode,
    );
  }

  chaos.scenario(
    `the visitor’s clock is set back by an hour, then by forty days${suffix}`,
    30,
    async (visit) => {
      await visit.context.addInitScript(() => {
        const real = Date.now.bind(Date);
        Date.now = () => real() - ((window as { behindMs?: number }).behindMs ?? 0);
      });
      const page = await visit.open();
      chaos.lab.server.faults.add({ fault: 'status', status: 503, first: 2 });
      await page.evaluate(() => window.trackMany('a', 10));
      for (const behindMs of [3_600_000, 40 * 86_400_000]) {
        await page.evaluate((ms) => {
          Object.assign(window, { behindMs: ms });
          return window.trackMany(`behind-${ms}`, 10);
        }, behindMs);
      }
      await expectDeliveryStats(visit, page, 30);
      expect(visit.requests.length).toBeLessThan(20);
    },
    mode,
  );

  chaos.scenario(
    `the visitor’s clock is ten years ahead${suffix}`,
    20,
    async (visit) => {
      await visit.context.addInitScript(() => {
        const real = Date.now.bind(Date);
        const OriginalDate = Date;
        const ahead = 10 * 365 * 86_400_000;
        window.Date = class extends OriginalDate {
          constructor(...args: ConstructorParameters<typeof Date>) {
            super(...((args.length ? args : [real() + ahead]) as ConstructorParameters<typeof Date>));
          }
          static override now() {
            return real() + ahead;
          }
        } as DateConstructor;
      });
      const page = await visit.open();
      chaos.lab.server.faults.add({ fault: 'status', status: 503, first: 2 });
      await page.evaluate(() => window.trackMany('a', 20));
      await expectDeliveryStats(visit, page, 20);
    },
    mode,
  );
});
