import { apiEndpoints } from '@onevault/server/internal/service/apiEndpoints';
import type { GivenKey } from '@onevault/server/internal/service/keys';
import { HttpResponse, http, type RequestHandler } from 'msw';
import { startFetchServer } from '../fetch/startFetchServer.ts';
import { createMockKit, DEMO_KEY, type MockControls } from '../kit/createMockKit.ts';
import { warnOfLeftovers } from '../kit/warn.ts';
import type { TrackingPlan } from '../plan/definePlan.ts';

export interface HandlersOptions {
  /** Where the tracker sends to, such as `https://track.example`. Default: the origin of the page. */
  apiBaseUrl?: string;
  /** As the tracker has it. Default `demo`. */
  customerId?: string;
  /** As the tracker has it. Default `ovt_demo`. */
  apiToken?: string;
  /** What events have to be: others are refused with a reason. Default: anything goes. */
  plan?: TrackingPlan;
}

/** Handlers for MSW and, on the same object, what a test asks of them. */
export interface TrackingHandlers extends ReadonlyArray<RequestHandler>, MockControls {
  /**
   * Ends what runs in the background, and warns of what a test left behind. Not needed where the process or the page
   * ends.
   */
  close(): Promise<void>;
}

/**
 * The tracking server as handlers of MSW (2 or 3), for `setupServer` in Node and `setupWorker` in a browser: the
 * same service and contract, in memory, without a socket. It answers what a tracker asks for, that is everything
 * under `/api/v1`; other requests are left alone.
 *
 * @example
 * const tracking = handlers({ apiBaseUrl: 'https://track.example' });
 * const server = setupServer(...tracking);
 * await expect(tracking).toHaveTracked('signup', { plan: 'pro' });
 */
export function handlers(options: HandlersOptions = {}): TrackingHandlers {
  const { customerId = DEMO_KEY.customerId, apiToken = DEMO_KEY.token, plan } = options;
  const apiBaseUrl = readBaseUrl(options.apiBaseUrl);
  const { pathname } = new URL(apiBaseUrl);
  const keys: GivenKey[] = [{ customerId, token: apiToken, scope: 'full' }];
  const kit = createMockKit({ plan, unavailable: { refuse_preflight: 'MSW answers before there is a preflight' } });
  const starting = startFetchServer({
    engine: kit.engine,
    keys,
    routes: apiEndpoints,
    // Browser, system and device stay unknown: the library that reads them is larger than all of this.
    enrich: () => null,
    hooks: kit.hooks,
    faults: kit.faults.hook,
    prefix: pathname.replace(/\/$/, ''),
  });

  const handler = http.all(`${apiBaseUrl}/*`, async ({ request }) => {
    const server = await starting;
    // What is not the API's may be the application's own, on the same origin.
    if (!server.knows(new URL(request.url).pathname)) return undefined;
    try {
      return await server.fetch(request);
    } catch {
      return HttpResponse.error();
    }
  });

  const controls = kit.attach({
    apiBaseUrl,
    keys,
    worker: {
      wake: (id) => void starting.then(({ worker }) => worker.wake(id)),
      settle: async () => (await starting).worker.settle(),
    },
  });
  return Object.assign([handler], controls, {
    async close() {
      warnOfLeftovers(await controls.leftovers());
      await (await starting).close();
    },
  });
}

function readBaseUrl(given: string | undefined): string {
  const { location } = globalThis as { location?: { origin: string } };
  const text = (given ?? location?.origin ?? '').replace(/\/+$/, '');
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  const what = text === '' ? 'apiBaseUrl is missing' : `${JSON.stringify(text)} is no address`;
  throw new Error(
    `Failed to make the handlers: ${what}. Please give the one that the tracker has, such as "https://track.example".`,
  );
}
