import { type Browser, type BrowserContext, connectBrowser, type Page } from '../../../../../scripts/connectBrowser.ts';
import type { DeliveryStats, OneVaultTracker, TrackerOptions, TrackResult } from '../../../src/entries/npm.ts';
import { type Customer, type Servers, startServers } from './startServers.ts';

declare global {
  interface Window {
    OneVaultTracker: typeof OneVaultTracker;
    tracker: OneVaultTracker;
    trackMany(name: string, count: number, data?: object): Promise<TrackResult[]>;
  }
}

export interface Lab extends Servers {
  browser: Browser;
  /** A new customer, visitor and wire. */
  visit(options?: Partial<TrackerOptions>): Promise<Visit>;
}

export interface Visit extends Customer {
  context: BrowserContext;
  /** Opens a page with a tracker. */
  open(path?: string, more?: Partial<TrackerOptions>): Promise<Page>;
  /** Requests to the track routes so far. */
  requests: string[];
  stats(page: Page): Promise<DeliveryStats>;
  /** Remembers how many keys had arrived before anything else was done. */
  noteArrived(wanted: number): Promise<void>;
  arrivedAtOnce: number | undefined;
  close(): Promise<void>;
}

export async function startLab(): Promise<Lab> {
  const [servers, browser] = await Promise.all([startServers(), connectBrowser()]);

  return {
    ...servers,
    browser,
    async visit(options = {}) {
      const customer = await servers.newCustomer(options);
      const context = await browser.newContext();
      const requests: Visit['requests'] = [];
      context.on('request', (request) => {
        if (request.method() === 'POST' && request.url().includes('/api/v1/track')) {
          requests.push(request.url());
        }
      });
      const visit: Visit = {
        context,
        ...customer,
        requests,
        async open(path, more) {
          const page = await context.newPage();
          await page.goto(customer.url(path, more));
          return page;
        },
        stats: (page) => page.evaluate(() => window.tracker.getDeliveryStats()),
        arrivedAtOnce: undefined,
        async noteArrived(wanted) {
          visit.arrivedAtOnce = await customer.arrivedSoon(wanted);
        },
        close: () => context.close(),
      };
      return visit;
    },
    async close() {
      await browser.close();
      await servers.close();
    },
  };
}
