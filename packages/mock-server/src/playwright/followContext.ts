import { gunzipSync } from 'node:zlib';
import type { StagedEvent } from '@onevault/server/internal/engine/port';
import type { BrowserContext, Request, Route } from '@playwright/test';
import { checkFields } from '../kit/checkFields.ts';
import type { Ledger } from '../kit/countLedger.ts';
import type { MockServer } from '../kit/createMockServer.ts';
import type { TestCustomer } from '../kit/testCustomer.ts';

/** One test's customer: every tracker in the browser sends to it, whatever its configuration. */
export interface PageTracking extends TestCustomer {
  /** Resolves with the event once it is in the business layer; rejects with the nearest ones. */
  expectTracked(
    type: string,
    properties?: Record<string, unknown>,
    options?: { timeoutMs?: number },
  ): Promise<StagedEvent>;
  /** The ledger, including events seen leaving the browser, so that lost last events of a page count too. */
  ledger(): Promise<Ledger>;
  /** Ids of events seen leaving the browser. */
  readonly sentIds: ReadonlySet<string>;
  /** Stops redirecting requests. */
  stop(): Promise<void>;
}

const TRACK_PATH = /\/api\/v1\/track(\/.*)?$/;

/** Makes every tracker in a browser context send to a new customer of the server, and records the ids it sends. */
export async function followContext(
  context: Pick<BrowserContext, 'route' | 'unroute'>,
  server: Pick<MockServer, 'url' | 'createCustomer'>,
): Promise<PageTracking> {
  const customer = await server.createCustomer();
  const sentIds = new Set<string>();

  const redirect = async (route: Route): Promise<void> => {
    const request = route.request();
    const { pathname, search, protocol } = new URL(request.url());
    const path = pathname.slice(pathname.search(TRACK_PATH));
    for (const id of readIds(request)) sentIds.add(id);
    const isPost = request.method() === 'POST' && /\/track(\/async)?$/.test(path);
    const url = `${server.url}${path}${search}`;
    const headers = {
      ...request.headers(),
      'x-customer-id': customer.customerId,
      authorization: `Bearer ${isPost ? customer.writeToken : customer.token}`,
    };
    // A request can be redirected only within its protocol; the redirected request survives its page.
    if (protocol === new URL(server.url).protocol) return route.continue({ url, headers });
    try {
      await route.fulfill({ response: await route.fetch({ url, headers }) });
    } catch {
      // The server cut the connection, as a fault does, or the page is gone. An error here would fail the test.
      await route.abort('connectionfailed').catch(() => {});
    }
  };
  const isTracking = (url: URL) => TRACK_PATH.test(url.pathname);
  await context.route(isTracking, redirect);

  return {
    ...customer,
    sentIds,
    async expectTracked(type, properties, options = {}) {
      checkFields('expect a tracked event', options, ['timeoutMs']);
      const [event] = await customer.waitFor({ event_type: type, where: properties, ...options });
      if (!event) throw new Error(`Failed to see ${type}: the wait ended without it. Please report this.`);
      return event;
    },
    ledger: () => customer.ledger(sentIds),
    stop: () => context.unroute(isTracking, redirect),
  };
}

function readIds(request: Request): string[] {
  const bytes = request.postDataBuffer();
  if (request.method() !== 'POST' || !bytes) return [];
  try {
    const isGzip = request.headers()['content-encoding'] === 'gzip';
    const body: unknown = JSON.parse((isGzip ? gunzipSync(bytes) : bytes).toString('utf8'));
    return [body].flat().flatMap((event) => {
      const id = (event as { event_id?: unknown } | null)?.event_id;
      return typeof id === 'string' ? [id] : [];
    });
  } catch {
    return [];
  }
}
