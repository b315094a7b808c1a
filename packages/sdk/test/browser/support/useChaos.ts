/**
 * Everything that goes wrong between a page and the business layer, one at a time: the frame of the chaos* tests. After
 * each scenario the business layer holds every event exactly once, and the page's delivery stats say the same. Prints what was
 * lost and duplicated.
 */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Lab, startLab, type Visit } from './startLab.ts';

export type Page = Awaited<ReturnType<Visit['open']>>;

interface Row {
  scenario: string;
  tracked: number;
  lost: number;
  duplicated: number;
  requests: number;
  /** Of a page that was left: what had arrived before the next visit. */
  atOnce: number | undefined;
}

export interface Chaos {
  /** There once the tests run. */
  lab: Lab;
  /** Runs `act`, which tracks `count` events, and looks for each of them. */
  scenario(
    name: string,
    count: number,
    act: (visit: Visit) => Promise<void>,
    options?: Parameters<Lab['visit']>[0],
  ): void;
}

/** Both ways of sending, and what they put behind a scenario's name. */
export const MODES = [
  { mode: { useAsync: false }, suffix: '' },
  { mode: { useAsync: true }, suffix: ' (async)' },
];

/** One lab for all scenarios of a file, as new before each. */
export function useChaos(): Chaos {
  const table: Row[] = [];
  const chaos: Chaos = {
    lab: undefined as unknown as Lab,
    scenario(name, count, act, options = {}) {
      test(name, async () => {
        const visit = await chaos.lab.visit(options);
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
    },
  };
  beforeAll(async () => {
    chaos.lab = await startLab();
  });
  afterEach(() => {
    chaos.lab.server.faults.remove();
    chaos.lab.proxy.mode = 'pass';
    chaos.lab.proxy.cutAfterBytes = undefined;
  });
  afterAll(async () => {
    console.table(table);
    await chaos.lab?.close();
  });
  return chaos;
}

/** The delivery stats of a page that stayed open for the whole scenario. */
export async function expectDeliveryStats(visit: Visit, page: Page, count: number): Promise<void> {
  await visit.arrived(count);
  await page.waitForFunction(() => window.tracker.getDeliveryStats().queued === 0);
  const stats = await visit.stats(page);
  expect(stats).toMatchObject({ tracked: count, delivered: count, queued: 0, dropped: 0 });
}

/** So many events are in IndexedDB, and no transaction is under way: one would keep the page out of the cache. */
export async function expectWritten(page: Page, count: number): Promise<void> {
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
export async function expectRestored(page: Page): Promise<void> {
  const reasons = await page.evaluate(() => {
    if ((window as { isOriginal?: boolean }).isOriginal) return 'restored';
    const [navigation] = performance.getEntriesByType('navigation');
    return JSON.stringify((navigation as { notRestoredReasons?: unknown } | undefined)?.notRestoredReasons);
  });
  expect(reasons).toBe('restored');
}
