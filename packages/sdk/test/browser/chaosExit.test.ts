/** Pages that are closed, left, reloaded, or crash. */
import { describe, expect } from 'vitest';
import type { Visit } from './support/startLab.ts';
import { expectWritten, MODES, type Page, useChaos } from './support/useChaos.ts';

const chaos = useChaos();

describe.each(MODES)('$mode', ({ mode, suffix }) => {
  chaos.scenario(
    `page closed with 20 fresh events${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open();
      await page.evaluate(() => {
        window.trackMany('a', 20);
      });
      await page.close();
      await visit.noteArrived(20);
      const next = await visit.open();
      await next.evaluate(() => window.tracker.flush());
    },
    mode,
  );

  chaos.scenario(
    `page closed by its own window.close() in the same task${suffix}`,
    20,
    async (visit) => {
      const opener = await visit.open('/', { customerId: visit.customerId });
      const [page] = await Promise.all([
        visit.context.waitForEvent('page'),
        opener.evaluate((url) => {
          window.open(url);
        }, visit.url('/popup')),
      ]);
      await page.waitForLoadState();
      await Promise.all([
        page.waitForEvent('close'),
        page
          .evaluate(() => {
            window.trackMany('a', 20);
            window.close();
          })
          .catch(() => {}),
      ]);
      await opener.close();
      await visit.noteArrived(20);
      const next = await visit.open();
      await next.evaluate(() => window.tracker.flush());
    },
    mode,
  );

  chaos.scenario(
    `navigation in the same task${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open();
      await Promise.all([
        page.waitForURL('**/next*'),
        page.evaluate((url) => {
          window.trackMany('a', 20);
          location.href = url;
        }, `${chaos.lab.site.url}/next`),
      ]);
      await visit.noteArrived(20);
      await page.goto(visit.url('/next'));
      await page.evaluate(() => window.tracker.flush());
    },
    mode,
  );

  chaos.scenario(
    `navigation by a real click on a link${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open();
      await page.evaluate((url) => {
        const link = document.querySelector('a') as HTMLAnchorElement;
        link.href = url;
        link.addEventListener('click', () => window.trackMany('a', 20));
      }, `${chaos.lab.site.url}/next`);
      await Promise.all([page.waitForURL('**/next*'), page.click('#next')]);
      await visit.noteArrived(20);
      await page.goto(visit.url('/next'));
      await page.evaluate(() => window.tracker.flush());
    },
    mode,
  );

  chaos.scenario(
    `events of pagehide itself${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open();
      await page.evaluate(() => {
        window.tracker.getDeliveryStats();
        window.trackMany('early', 10);
        addEventListener('pagehide', () => window.trackMany('late', 10));
      });
      await page.goto(`${chaos.lab.site.url}/next`);
      await visit.noteArrived(20);
      await page.goto(visit.url('/next'));
      await page.evaluate(() => window.tracker.flush());
    },
    mode,
  );

  chaos.scenario(
    `reload, five times in a row${suffix}`,
    50,
    async (visit) => {
      const page = await visit.open();
      for (let n = 0; n < 5; n++) {
        await page.evaluate((name) => {
          window.trackMany(name, 10);
        }, `a${n}`);
        await page.reload();
      }
      await page.evaluate(() => window.tracker.flush());
    },
    mode,
  );

  chaos.scenario(
    `renderer crashes while the server is away${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open();
      chaos.lab.proxy.mode = 'reset';
      await page.evaluate(() => window.trackMany('a', 20));
      // Written ahead a moment after the task: the window that a crash has.
      await expectWritten(page, 20);
      await Promise.all([page.waitForEvent('crash'), page.goto('chrome://crash').catch(() => {})]);
      chaos.lab.proxy.mode = 'pass';
      const next = await visit.open();
      await next.evaluate(() => window.tracker.flush());
    },
    mode,
  );
});

describe('fetchLater', () => {
  const options = { useAsync: true };
  /** A page that does not send by itself: what arrives was sent by the browser when the page was gone. */
  async function openPatient(visit: Visit): Promise<Page> {
    const page = await visit.context.newPage();
    await page.addInitScript(() => {
      const { setTimeout: start, fetchLater: leave } = window as Window & { fetchLater?: (...args: unknown[]) => void };
      window.setTimeout = ((run: () => void, ms: number) => (ms > 1_000 ? 0 : start(run, ms))) as typeof setTimeout;
      Object.assign(window, {
        fetchLater(...args: [string, { body: string }]) {
          leave?.(...args);
          Object.assign(window, { leftEvents: JSON.parse(args[1].body).length });
        },
      });
    });
    await page.goto(visit.url());
    await page.evaluate(() => window.trackMany('first', 1));
    await visit.arrived(1);
    return page;
  }

  chaos.scenario(
    'renderer crashes with 20 events gathered: they arrive without another visit',
    21,
    async (visit) => {
      const page = await openPatient(visit);
      await page.evaluate(() => {
        window.trackMany('a', 10);
        setTimeout(() => window.trackMany('b', 9), 0);
      });
      await page.waitForFunction(() => (window as { leftEvents?: number }).leftEvents === 19);
      await expectWritten(page, 19);
      expect(visit.requests).toHaveLength(1);
      await Promise.all([page.waitForEvent('crash'), page.goto('chrome://crash').catch(() => {})]);
      // The browser sends it when it likes, and has to ask the server first (a preflight).
      await visit.arrived(20);
      await visit.noteArrived(20);
      expect(visit.arrivedAtOnce).toBe(20);
      // The next page finds them unconfirmed and sends them again, under the same ids.
      const next = await visit.open();
      await next.evaluate(() => window.trackMany('next', 1));
      await next.evaluate(() => window.tracker.flush());
      expect(await visit.stats(next)).toMatchObject({ tracked: 20, delivered: 20, duplicates: 19 });
    },
    options,
  );

  chaos.scenario(
    'page closed with 100 KB of fresh events: more than keepalive holds',
    13,
    async (visit) => {
      const page = await openPatient(visit);
      await page.evaluate(() => {
        window.trackMany('a', 12, { text: 'x'.repeat(8_500) });
      });
      await page.close();
      // What keepalive holds, for certain. The rest is left with the browser, which promises to try: 13 but for once in 40.
      await expect.poll(async () => (await visit.keys()).length).toBeGreaterThanOrEqual(7);
      await visit.noteArrived(13);
      const next = await visit.open();
      await next.evaluate(() => window.tracker.flush());
    },
    options,
  );
});
