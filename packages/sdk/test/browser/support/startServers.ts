import { expect } from 'vitest';
import { createMockServer, type MockServer } from '../../../../../examples/shared/mockServer.ts';
import type { TrackerOptions } from '../../../src/entries/npm.ts';
import { type Script, type Site, startSite } from './startSite.ts';
import { type SocketProxy, startSocketProxy } from './startSocketProxy.ts';

/** Nothing below waits for a clock, but a test must end. */
const ARRIVAL_TIMEOUT_MS = 30_000;
/** What a page sends while it goes has arrived by then, or it waits for the next visit. */
const SOON_MS = 2_000;

/** All that a browser talks to: the site, the API, and a wire between that can be harmed. */
export interface Servers {
  server: MockServer;
  proxy: SocketProxy;
  site: Site;
  newCustomer(options?: Partial<TrackerOptions>, script?: Script): Promise<Customer>;
  close(): Promise<void>;
}

export interface Customer {
  customerId: string;
  /** Address of a page with a tracker for this customer. */
  url(path?: string, more?: Partial<TrackerOptions>): string;
  /** Keys of what is in the business layer, as often as it is there. */
  keys(): Promise<string[]>;
  /** Waits until `count` different keys have arrived. */
  arrived(count: number): Promise<void>;
  /** How many keys arrive without anything else being done; waits until there are `wanted`, but not for long. */
  arrivedSoon(wanted: number): Promise<number>;
}

export async function startServers(): Promise<Servers> {
  const [server, site] = await Promise.all([createMockServer(), startSite()]);
  const proxy = await startSocketProxy(server.url);

  return {
    server,
    proxy,
    site,
    async newCustomer(options = {}, script = 'onevault.min.js') {
      const response = await fetch(`${server.url}/mock/customers`, { method: 'POST' });
      const { customer_id, write_token: apiToken } = (await response.json()) as Record<string, string>;
      const customerId = String(customer_id);
      const keys: Customer['keys'] = async () => {
        const events = await server.engine.stagedEvents(customerId, { limit: 10_000 });
        return events.filter((event) => event.stage === 'business').map((event) => String(event.event_data.key));
      };
      return {
        customerId,
        url(path = '/', more = {}) {
          const all = { apiBaseUrl: proxy.url, customerId, apiToken, ...options, ...more };
          return `${site.url}${path}?script=${script}&o=${encodeURIComponent(JSON.stringify(all))}`;
        },
        keys,
        arrived: (count) =>
          expect
            .poll(async () => new Set(await keys()).size, { timeout: ARRIVAL_TIMEOUT_MS, interval: 50 })
            .toBe(count),
        async arrivedSoon(wanted) {
          await expect
            .poll(async () => (await keys()).length, { timeout: SOON_MS, interval: 50 })
            .toBe(wanted)
            .catch(() => {});
          return (await keys()).length;
        },
      };
    },
    async close() {
      await proxy.close();
      await Promise.all([site.close(), server.close()]);
    },
  };
}
