/**
 * Everything that goes wrong between a page and the business layer, one at a time. After each scenario the business
 * layer holds every event exactly once, and the page's own books say the same. Prints what was lost and duplicated.
 */
import type { Fault } from '@onevault/mock-server/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, startLab, type Visit } from './support/startLab.ts';

interface Row {
  scenario: string;
  tracked: number;
  lost: number;
  duplicated: number;
  requests: number;
  /** Of a page that was left: what had arrived before the next visit. */
  atOnce: number | undefined;
}

const table: Row[] = [];
let lab: Lab;

beforeAll(async () => {
  lab = await startLab();
});
afterEach(() => {
  lab.server.faults.remove();
  lab.proxy.mode = 'pass';
  lab.proxy.cutAfterBytes = undefined;
});
afterAll(async () => {
  console.table(table);
  await lab?.close();
});

/** Runs `act`, which tracks `count` events, and looks for each of them. */
function scenario(
  name: string,
  count: number,
  act: (visit: Visit) => Promise<void>,
  options: Parameters<Lab['visit']>[0] = {},
): void {
  test(name, async () => {
    const visit = await lab.visit(options);
    try {
      await act(visit);
      await visit.arrived(count).catch(() => {});
      const keys = await visit.keys();
      const distinct = new Set(keys).size;
      table.push({
        scenario: name,
        tracked: count,
        lost: count - distinct,
        duplicated: keys.length - distinct,
        requests: visit.requests.length,
        atOnce: visit.arrivedAtOnce,
      });
      expect({ lost: count - distinct, duplicated: keys.length - distinct }).toEqual({ lost: 0, duplicated: 0 });
    } finally {
      await visit.close();
    }
  });
}

/** The books of a page that lived through it all. */
async function expectBooks(visit: Visit, page: Awaited<ReturnType<Visit['open']>>, count: number): Promise<void> {
  await visit.arrived(count);
  await page.waitForFunction(() => window.tracker.getDeliveryStats().queued === 0);
  const stats = await visit.stats(page);
  expect(stats).toMatchObject({ tracked: count, delivered: count, queued: 0, dropped: 0 });
}

/** So many events are in IndexedDB, and no transaction is under way: one would keep the page out of the cache. */
async function expectWritten(page: Awaited<ReturnType<Visit['open']>>, count: number): Promise<void> {
  const read = () =>
    page.evaluate(async () => {
      const [database] = await indexedDB.databases();
      // Not there yet: to open it here would make one without its store.
      if (!database?.name) return 0;
      const { name } = database;
      return new Promise<number>((resolve) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => resolve(0);
        opening.onsuccess = () => {
          const { result } = opening;
          if (!result.objectStoreNames.contains('events')) return resolve(0);
          const counting = result.transaction('events').objectStore('events').count();
          counting.onsuccess = () => {
            result.close();
            resolve(counting.result);
          };
        };
      });
    });
  await expect.poll(read).toBe(count);
}

/** The page is the one that was left, not a new one; else says what kept it out of the cache. */
async function expectRestored(page: Awaited<ReturnType<Visit['open']>>): Promise<void> {
  const reasons = await page.evaluate(() => {
    if ((window as { isOriginal?: boolean }).isOriginal) return 'restored';
    const [navigation] = performance.getEntriesByType('navigation');
    return JSON.stringify((navigation as { notRestoredReasons?: unknown } | undefined)?.notRestoredReasons);
  });
  expect(reasons).toBe('restored');
}

describe.each([{ useAsync: false }, { useAsync: true }])('%j', (mode) => {
  const suffix = mode.useAsync ? ' (async)' : '';
  const faults: [string, Fault][] = [
    ['503 for the first 3', { fault: 'status', status: 503, first: 3 }],
    ['500 for the first 3', { fault: 'status', status: 500, first: 3 }],
    ['429 with Retry-After for the first 2', { fault: 'status', status: 429, retry_after: 1, first: 2 }],
    ['413 for the first 3', { fault: 'status', status: 413, first: 3 }],
    ['connection dropped before storing, first 2', { fault: 'drop_before', first: 2 }],
    ['connection dropped after storing, first 2', { fault: 'drop_after', first: 2 }],
    ['dropped after storing, one of three at random', { fault: 'drop_after', probability: 0.33, seed: 7 }],
    ['503, one of two at random', { fault: 'status', status: 503, probability: 0.5, seed: 11 }],
    ['latency of 400 ms', { fault: 'latency', delay_ms: 400 }],
    ['preflight refused for the first 2', { fault: 'refuse_preflight', first: 2 }],
  ];
  for (const [name, fault] of faults) {
    scenario(
      name + suffix,
      40,
      async (visit) => {
        const page = await visit.open();
        lab.server.faults.add(fault);
        for (const part of ['a', 'b', 'c', 'd']) await page.evaluate((name) => window.trackMany(name, 10), part);
        await expectBooks(visit, page, 40);
      },
      mode,
    );
  }

  scenario(
    `wire reset${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open();
      lab.proxy.mode = 'reset';
      await page.evaluate(() => window.trackMany('a', 20));
      lab.proxy.mode = 'pass';
      await expectBooks(visit, page, 20);
    },
    mode,
  );

  scenario(
    `wire cut in the middle of a body${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open();
      lab.proxy.cutAfterBytes = 2_500;
      await page.evaluate(() => window.trackMany('a', 20));
      lab.proxy.cutAfterBytes = undefined;
      await expectBooks(visit, page, 20);
    },
    mode,
  );

  scenario(
    `5 s outage with 50 events${suffix}`,
    50,
    async (visit) => {
      const page = await visit.open();
      lab.proxy.mode = 'reset';
      const before = lab.proxy.harmed;
      await page.evaluate(async () => {
        for (let n = 0; n < 50; n++) {
          window.trackMany(`a${n}`, 1);
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      });
      const during = lab.proxy.harmed - before;
      lab.proxy.mode = 'pass';
      // A browser opens a second connection by itself when one is reset, and asks for the preflight anew.
      expect(visit.requests.length).toBeLessThanOrEqual(10);
      expect(during).toBeGreaterThan(0);
      await expectBooks(visit, page, 50);
    },
    mode,
  );

  scenario(
    `5 s outage with 50 events and a reload in it${suffix}`,
    50,
    async (visit) => {
      const page = await visit.open();
      lab.proxy.mode = 'reset';
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
      lab.proxy.mode = 'pass';
      await expectBooks(visit, page, 50);
    },
    mode,
  );

  scenario(
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

  scenario(
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

  scenario(
    `navigation in the same task${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open();
      await Promise.all([
        page.waitForURL('**/next*'),
        page.evaluate((url) => {
          window.trackMany('a', 20);
          location.href = url;
        }, `${lab.site.url}/next`),
      ]);
      await visit.noteArrived(20);
      await page.goto(visit.url('/next'));
      await page.evaluate(() => window.tracker.flush());
    },
    mode,
  );

  scenario(
    `navigation by a real click on a link${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open();
      await page.evaluate((url) => {
        const link = document.querySelector('a') as HTMLAnchorElement;
        link.href = url;
        link.addEventListener('click', () => window.trackMany('a', 20));
      }, `${lab.site.url}/next`);
      await Promise.all([page.waitForURL('**/next*'), page.click('#next')]);
      await visit.noteArrived(20);
      await page.goto(visit.url('/next'));
      await page.evaluate(() => window.tracker.flush());
    },
    mode,
  );

  scenario(
    `events of pagehide itself${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open();
      await page.evaluate(() => {
        window.tracker.getDeliveryStats();
        window.trackMany('early', 10);
        addEventListener('pagehide', () => window.trackMany('late', 10));
      });
      await page.goto(`${lab.site.url}/next`);
      await visit.noteArrived(20);
      await page.goto(visit.url('/next'));
      await page.evaluate(() => window.tracker.flush());
    },
    mode,
  );

  scenario(
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

  scenario(
    `renderer crashes while the server is away${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open();
      lab.proxy.mode = 'reset';
      await page.evaluate(() => window.trackMany('a', 20));
      // Written ahead a moment after the task: the window that a crash has.
      await expectWritten(page, 20);
      await Promise.all([page.waitForEvent('crash'), page.goto('chrome://crash').catch(() => {})]);
      lab.proxy.mode = 'pass';
      const next = await visit.open();
      await next.evaluate(() => window.tracker.flush());
    },
    mode,
  );

  scenario(
    `two tabs at once${suffix}`,
    60,
    async (visit) => {
      lab.server.faults.add({ fault: 'drop_after', probability: 0.3, seed: 3 });
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

  scenario(
    `five tabs, four of them closed during an outage, adopted by the fifth${suffix}`,
    50,
    async (visit) => {
      const pages = [];
      for (let n = 0; n < 5; n++) pages.push(await visit.open());
      lab.proxy.mode = 'reset';
      await Promise.all(pages.map((page, n) => page.evaluate((name) => window.trackMany(name, 10), `tab${n}`)));
      const [last, ...others] = pages;
      for (const page of others) await page.close();
      lab.proxy.mode = 'pass';
      await last?.evaluate(() => window.tracker.flush());
      if (last) await expectBooks(visit, last, 50);
    },
    mode,
  );

  scenario(
    `back/forward cache, events claimed by the page between${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open();
      lab.proxy.mode = 'reset';
      await page.evaluate(async () => {
        (window as { isOriginal?: boolean }).isOriginal = true;
        await window.trackMany('a', 10);
      });
      await expectWritten(page, 10);
      await page.goto(visit.url('/next'));
      lab.proxy.mode = 'pass';
      await page.evaluate(() => window.tracker.flush());
      await visit.arrived(10);
      await page.goBack({ waitUntil: 'commit' });
      await expectRestored(page);
      await page.evaluate(() => window.trackMany('b', 10));
      await page.evaluate(() => window.tracker.flush());
      await visit.arrived(20);
      expect(await visit.stats(page)).toMatchObject({ tracked: 10, delivered: 10, duplicates: 0, queued: 0 });
    },
    mode,
  );

  scenario(
    `back/forward cache, events still there when it is back${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open();
      lab.proxy.mode = 'reset';
      await page.evaluate(async () => {
        (window as { isOriginal?: boolean }).isOriginal = true;
        await window.trackMany('a', 10);
      });
      await expectWritten(page, 10);
      await page.goto(`${lab.site.url}/plain`);
      lab.proxy.mode = 'pass';
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

  scenario(
    `storage blocked (sandboxed page)${suffix}`,
    20,
    async (visit) => {
      const page = await visit.open('/sandboxed');
      lab.server.faults.add({ fault: 'status', status: 503, first: 2 });
      await page.evaluate(() => window.trackMany('a', 20));
      await expectBooks(visit, page, 20);
    },
    mode,
  );

  scenario(
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
      lab.proxy.mode = 'reset';
      await page.evaluate(() => window.trackMany('a', 20));
      await page.goto(visit.url('/next'));
      lab.proxy.mode = 'pass';
      await page.evaluate(() => window.tracker.flush());
    },
    mode,
  );

  scenario(
    `no IndexedDB${suffix}`,
    20,
    async (visit) => {
      await visit.context.addInitScript(() => {
        Object.defineProperty(window, 'indexedDB', { value: undefined });
      });
      const page = await visit.open();
      lab.proxy.mode = 'reset';
      await page.evaluate(() => window.trackMany('a', 20));
      await page.goto(visit.url('/next'));
      lab.proxy.mode = 'pass';
      await page.evaluate(() => window.tracker.flush());
    },
    mode,
  );

  scenario(
    `no Web Locks${suffix}`,
    20,
    async (visit) => {
      await visit.context.addInitScript(() => {
        Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
      });
      const page = await visit.open();
      lab.proxy.mode = 'reset';
      await page.evaluate(() => window.trackMany('a', 20));
      await page.goto(visit.url('/next'));
      lab.proxy.mode = 'pass';
      // Without locks orphans are known by their age.
      await expect
        .poll(() => page.evaluate(() => window.tracker.flush()).then((stats) => stats.delivered), { timeout: 30_000 })
        .toBe(20);
    },
    mode,
  );

  scenario(
    `no Web Locks, taken over in two parts that both stand in both storages${suffix}`,
    20,
    async (visit) => {
      await visit.context.addInitScript((startMs) => {
        Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
        Date.now = () => startMs + Number(sessionStorage.getItem('aheadMs'));
      }, Date.now());
      const page = await visit.open();
      lab.proxy.mode = 'reset';
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
      lab.proxy.mode = 'pass';
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

  scenario(
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
      lab.server.faults.add({ fault: 'status', status: 503, first: 2 });
      await page.evaluate(() => window.trackMany('a', 20));
      await expectBooks(visit, page, 20);
    },
    mode,
  );
});

scenario('a stalled connection is given up after 20 s', 10, async (visit) => {
  const page = await visit.open();
  await page.evaluate(() => window.trackMany('a', 5));
  lab.proxy.mode = 'stall';
  const answers = page.evaluate(() => window.trackMany('b', 5));
  for (const answer of await answers) expect(answer).toMatchObject({ success: false, queued: true, error: 'Timeout' });
  lab.proxy.mode = 'pass';
  await expectBooks(visit, page, 10);
});

scenario(
  '1,000 events at once make few requests',
  1_000,
  async (visit) => {
    const page = await visit.open();
    await page.evaluate(() => window.trackMany('a', 1_000));
    await expectBooks(visit, page, 1_000);
    expect(visit.requests.length).toBeLessThanOrEqual(60);
  },
  { useAsync: true },
);
