/** The wire between page and server: resets, cuts, outages, a connection that stalls. */
import { describe, expect } from 'vitest';
import { expectDeliveryStats, MODES, useChaos } from './support/useChaos.ts';

declare global {
  interface Window {
    isStalled?: boolean;
  }
}

const chaos = useChaos();

describe.each(MODES)('$mode', ({ mode, suffix }) => {
  chaos.scenario(
    `wire reset${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open();
      chaos.lab.proxy.mode = 'reset';
      await page.evaluate(() => window.trackMany('a', 20));
      chaos.lab.proxy.mode = 'pass';
      await expectDeliveryStats(visit, page, 20);
    },
    mode,
  );

  chaos.scenario(
    `wire cut in the middle of a body${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open();
      chaos.lab.proxy.cutAfterBytes = 2_500;
      await page.evaluate(() => window.trackMany('a', 20));
      chaos.lab.proxy.cutAfterBytes = undefined;
      await expectDeliveryStats(visit, page, 20);
    },
    mode,
  );

  chaos.scenario(
    `5 s outage with 50 events${suffix}`,
    50,
    async (visit) => {
      const page = await visit.open();
      chaos.lab.proxy.mode = 'reset';
      const before = chaos.lab.proxy.harmed;
      await page.evaluate(async () => {
        for (let n = 0; n < 50; n++) {
          window.trackMany(`a${n}`, 1);
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      });
      const during = chaos.lab.proxy.harmed - before;
      chaos.lab.proxy.mode = 'pass';
      // A browser opens a second connection by itself when one is reset, and asks for the preflight anew.
      expect(visit.requests.length).toBeLessThanOrEqual(10);
      expect(during).toBeGreaterThan(0);
      await expectDeliveryStats(visit, page, 50);
    },
    mode,
  );

  chaos.scenario(
    `5 s outage with 50 events and a reload in it${suffix}`,
    50,
    async (visit) => {
      const page = await visit.open();
      chaos.lab.proxy.mode = 'reset';
      const track = (part: string) =>
        page.evaluate(async (name) => {
          for (let n = 0; n < 25; n++) {
            window.trackMany(`${name}${n}`, 1);
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
        }, part);
      await track('a');
      await page.reload();
      await track('b');
      expect(visit.requests.length).toBeLessThanOrEqual(10);
      chaos.lab.proxy.mode = 'pass';
      await expectDeliveryStats(visit, page, 50);
    },
    mode,
  );
});

chaos.scenario('a stalled connection is given up after 20 s', 10, async (visit) => {
  // While the wire stalls, a timer of 20 s is a short one. Two requests are given up, one after the other.
  await visit.context.addInitScript(() => {
    const { setTimeout } = window;
    const hasten = (run: () => void, delayMs?: number) =>
      setTimeout(run, window.isStalled && delayMs === 20_000 ? 500 : delayMs);
    window.setTimeout = hasten as typeof window.setTimeout;
  });
  const page = await visit.open();
  await page.evaluate(() => window.trackMany('a', 5));
  chaos.lab.proxy.mode = 'stall';
  const before = chaos.lab.proxy.harmed;
  const answers = await page.evaluate(() => {
    window.isStalled = true;
    return window.trackMany('b', 5);
  });
  for (const answer of answers) expect(answer).toMatchObject({ success: false, queued: true, error: 'Timeout' });
  expect(chaos.lab.proxy.harmed).toBeGreaterThan(before);
  chaos.lab.proxy.mode = 'pass';
  // Only now: the next attempt may have begun on the wire that stalled.
  await page.evaluate(() => {
    window.isStalled = false;
  });
  await expectDeliveryStats(visit, page, 10);
});

chaos.scenario(
  '1,000 events at once make few requests',
  1_000,
  async (visit) => {
    const page = await visit.open();
    await page.evaluate(() => window.trackMany('a', 1_000));
    await expectDeliveryStats(visit, page, 1_000);
    expect(visit.requests.length).toBeLessThanOrEqual(60);
  },
  { useAsync: true },
);
