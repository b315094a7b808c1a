import { createMockServer, type MockServer } from '@onevault/mock-server/testing';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { findChromium } from '../../../../../scripts/findChromium.mjs';
import type { DeliveryStats, OneVaultTracker, TrackerOptions, TrackResult } from '../../../src/entries/full.ts';
import { type Site, startSite } from './startSite.ts';
import { type SocketProxy, startSocketProxy } from './startSocketProxy.ts';

declare global {
  interface Window {
    OneVaultTracker: typeof OneVaultTracker;
    tracker: OneVaultTracker;
    trackMany(name: string, count: number, data?: object): Promise<TrackResult[]>;
  }
}

/** Quiet, and with the back/forward cache, which Playwright turns off. */
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-sync',
];
/** Nothing below waits for a clock, but a test must end. */
const ARRIVAL_TIMEOUT_MS = 30_000;

export interface Lab {
  server: MockServer;
  proxy: SocketProxy;
  site: Site;
  browser: Browser;
  /** A new customer, visitor and wire. */
  visit(options?: Partial<TrackerOptions>): Promise<Visit>;
  close(): Promise<void>;
}

export interface Visit {
  context: BrowserContext;
  customerId: string;
  /** Opens a page with a tracker. */
  open(path?: string, more?: Partial<TrackerOptions>): Promise<Page>;
  /** The page's address, for navigating by hand. */
  url(path?: string, more?: Partial<TrackerOptions>): string;
  /** Keys of what is in the business layer, as often as it is there. */
  keys(): Promise<string[]>;
  /** Waits until `count` different keys have arrived. */
  arrived(count: number): Promise<void>;
  /** Requests to the track routes so far. */
  requests: string[];
  stats(page: Page): Promise<DeliveryStats>;
  /** Remembers how many keys had arrived before anything else was done. */
  noteArrived(wanted: number): Promise<void>;
  arrivedAtOnce: number | undefined;
  close(): Promise<void>;
}

export async function startLab(): Promise<Lab> {
  const executablePath = await findChromium({ install: false });
  if (!executablePath) throw new Error('Failed to start the lab: no Chromium. Run `node scripts/findChromium.mjs`.');
  const [server, site, browser] = await Promise.all([
    createMockServer(),
    startSite(),
    chromium.launch({
      executablePath,
      args: FLAGS,
      chromiumSandbox: false,
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    }),
  ]);
  const proxy = await startSocketProxy(server.url);

  return {
    server,
    proxy,
    site,
    browser,
    async visit(options = {}) {
      const response = await fetch(`${server.url}/mock/customers`, { method: 'POST' });
      const { customer_id: customerId, write_token: apiToken } = (await response.json()) as Record<string, string>;
      const context = await browser.newContext();
      // Waiting between attempts is random; here it is the same every time.
      await context.addInitScript(() => {
        let state = 1;
        Math.random = () => {
          state = (state * 48_271) % 2_147_483_647;
          return state / 2_147_483_647;
        };
      });
      const requests: Visit['requests'] = [];
      context.on('request', (request) => {
        if (request.method() === 'POST' && request.url().includes('/api/v1/track')) {
          requests.push(request.url());
        }
      });
      const url: Visit['url'] = (path = '/', more = {}) => {
        const all = { apiBaseUrl: proxy.url, customerId, apiToken, ...options, ...more };
        return `${site.url}${path}?o=${encodeURIComponent(JSON.stringify(all))}`;
      };
      const keys: Visit['keys'] = async () => {
        const events = await server.engine.stagedEvents(String(customerId), { limit: 10_000 });
        return events.filter((event) => event.stage === 'business').map((event) => String(event.event_data.key));
      };
      const visit: Visit = {
        context,
        customerId: String(customerId),
        requests,
        url,
        keys,
        async open(path, more) {
          const page = await context.newPage();
          await page.goto(url(path, more));
          return page;
        },
        arrived: (count) =>
          expect
            .poll(async () => new Set(await keys()).size, { timeout: ARRIVAL_TIMEOUT_MS, interval: 50 })
            .toBe(count),
        stats: (page) => page.evaluate(() => window.tracker.getDeliveryStats()),
        arrivedAtOnce: undefined,
        async noteArrived(wanted) {
          await expect
            .poll(async () => (await keys()).length, { timeout: 2_000, interval: 50 })
            .toBe(wanted)
            .catch(() => {});
          visit.arrivedAtOnce = (await keys()).length;
        },
        close: () => context.close(),
      };
      return visit;
    },
    async close() {
      await browser.close();
      await proxy.close();
      await Promise.all([site.close(), server.close()]);
    },
  };
}
