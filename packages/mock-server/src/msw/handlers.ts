import type { Environment } from '@onevault/contract';
import { apiEndpoints } from '@onevault/server/internal/service/apiEndpoints';
import type { GivenKey } from '@onevault/server/internal/service/keys';
import { HttpResponse, http, type RequestHandler } from 'msw';
import { startFetchServer } from '../fetch/startFetchServer.ts';
import { checkFields } from '../kit/checkFields.ts';
import { createMockKit, DEMO_KEY, type MockControls } from '../kit/createMockKit.ts';
import { warnOfLeftovers } from '../kit/warn.ts';
import type { TrackingPlan } from '../plan/definePlan.ts';

export interface HandlersOptions {
  /** The `apiBaseUrl` of the tracker, such as `https://track.example`. Default: the origin of the page. */
  apiBaseUrl?: string;
  /** The `customerId` of the tracker. Default `demo`. */
  customerId?: string;
  /** The `apiToken` of the tracker. Default `ovt_demo`. */
  apiToken?: string;
  /** The only environment whose events the key accepts. Default: any. */
  environment?: Environment;
  /** The tracking plan; the handlers refuse events that break it, with a reason. Default: none. */
  plan?: TrackingPlan;
}

/** Handlers for MSW and, on the same object, the test's controls. */
export interface TrackingHandlers extends ReadonlyArray<RequestHandler>, MockControls {
  /**
   * Stops background work, and warns about what the test left behind. Not needed before the process or the page ends.
   */
  close(): Promise<void>;
}

/**
 * The tracking server as handlers of MSW (2 or 3), for `setupServer` in Node and `setupWorker` in a browser: the same
 * service and contract, in memory, without a socket. They answer every request of a tracker (`/api/v1`) and ignore all
 * others.
 *
 * @example
 * const tracking = handlers({ apiBaseUrl: 'https://track.example' });
 * const server = setupServer(...tracking);
 * await expect(tracking).toHaveTracked('signup', { plan: 'pro' });
 */
export function handlers(options: HandlersOptions = {}): TrackingHandlers {
  checkFields('make the handlers', options, ['apiBaseUrl', 'customerId', 'apiToken', 'environment', 'plan']);
  const { customerId = DEMO_KEY.customerId, apiToken = DEMO_KEY.token, environment, plan } = options;
  const apiBaseUrl = readBaseUrl(options.apiBaseUrl);
  const { pathname } = new URL(apiBaseUrl);
  const keys: GivenKey[] = [{ customerId, token: apiToken, scope: 'full', ...(environment && { environment }) }];
  const kit = createMockKit({ plan, unavailable: { refuse_preflight: 'MSW answers before there is a preflight' } });
  const starting = startFetchServer({
    engine: kit.engine,
    keys,
    routes: apiEndpoints,
    // Browser, system and device stay unknown: the parser's library is larger than this whole bundle.
    enrich: () => null,
    hooks: kit.hooks,
    faults: kit.faults.hook,
    prefix: pathname.replace(/\/$/, ''),
  });

  const handler = http.all(`${apiBaseUrl}/*`, async ({ request }) => {
    const server = await starting;
    // Other paths may belong to the application, on the same origin.
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
  const what = text === '' ? 'apiBaseUrl is missing' : `${JSON.stringify(text)} is not a url`;
  throw new Error(`Failed to make the handlers: ${what}. Please give the tracker's, such as "https://track.example".`);
}
