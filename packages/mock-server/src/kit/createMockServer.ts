import type { Engine } from '@onevault/server/internal/engine/port';
import { findPortOwner } from '@onevault/server/internal/http/findPortOwner';
import { type RunningServer, serve } from '@onevault/server/internal/http/serve';
import type { ServerSettings } from '@onevault/server/internal/http/serverSettings';
import { enrich } from '@onevault/server/internal/ingest/enrich';
import { allEndpoints } from '@onevault/server/internal/service/allEndpoints';
import { createRateLimiter } from '@onevault/server/internal/service/createRateLimiter';
import { crashTransactions, UNAVAILABLE_IN_SQL } from '../faults/crashTransactions.ts';
import { interceptWithFaults } from '../faults/interceptWithFaults.ts';
import { startFetchServer } from '../fetch/startFetchServer.ts';
import type { TrackingPlan } from '../plan/definePlan.ts';
import { checkFields } from './checkFields.ts';
import { createMockKit, DEMO_KEY, type MockControls } from './createMockKit.ts';
import { mockEndpoints } from './mockEndpoints.ts';
import { type EngineChoice, openTestEngine } from './openTestEngine.ts';
import { warn, warnOfLeftovers } from './warn.ts';
import { writeCoverage } from './writeCoverage.ts';

export interface MockServerOptions extends Partial<Omit<ServerSettings, 'port'>> {
  /** Default `memory`. A given engine object stays open: it belongs to the test. */
  engine?: EngineChoice;
  /** Default: a free port. `false`: no port; use `server.fetch`. */
  port?: number | false;
  /** Opens the HTTP controls under `/mock/`. Default true. The returned object works without them. */
  mock?: boolean;
  /** The tracking plan; the server refuses events that break it, with a reason. Default: none. */
  plan?: TrackingPlan;
  /** A folder for coverage reports: each server writes a file there when it closes. */
  coverageDir?: string;
}

export interface MockServer extends MockControls {
  /** Without a port, a url that only `server.fetch` understands. */
  readonly url: string;
  readonly engine: Engine;
  /** A `fetch` that reaches this server, with or without a port. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** The server's internals, for tests below HTTP. */
  readonly service: RunningServer['service'];
  readonly worker: RunningServer['worker'];
  /** Answers accepted requests, stops everything, and warns about what the test left behind. */
  close(): Promise<void>;
}

/** Every option; the type makes the list complete. */
const OPTIONS: Record<keyof MockServerOptions, true> = {
  engine: true,
  port: true,
  mock: true,
  plan: true,
  coverageDir: true,
  host: true,
  keys: true,
  rateLimit: true,
  worker: true,
  metrics: true,
  allowOrigins: true,
  allowHosts: true,
  files: true,
  unserved: true,
  trustProxy: true,
  countryHeader: true,
  log: true,
};

/** Never resolved: the domain is reserved for tests (RFC 6761). */
const NO_PORT_URL = 'http://onevault.test';

/**
 * Starts a whole server inside the test's process: in memory, on a free port of the loopback address, with the
 * key `demo` / `ovt_demo` and without a rate limit. Any number at once.
 *
 * @example
 * const server = await createMockServer();
 * const tracker = new OneVaultTracker(server.trackerOptions);
 * tracker.trackEvent('signup', { plan: 'pro' });
 * await server.waitFor({ event_type: 'signup', where: { plan: 'pro' } });
 * await server.close();
 * @throws Error when the requested port is taken; the message names the program that uses it, if known.
 */
export async function createMockServer(options: MockServerOptions = {}): Promise<MockServer> {
  checkFields('start the mock server', options, Object.keys(OPTIONS));
  const { engine: choice = 'memory', port = 0, mock = true, plan, coverageDir, ...given } = options;
  const opened = await openTestEngine(choice);
  const kit = createMockKit({
    engine: opened,
    crashes: crashTransactions,
    plan,
    ...(mock && { endpoints: mockEndpoints }),
    unavailable: {
      ...(opened && UNAVAILABLE_IN_SQL),
      ...(port === false && { refuse_preflight: 'without a port there is no preflight' }),
    },
  });
  const { engine, hooks, faults } = kit;
  const keys = given.keys ?? [DEMO_KEY];
  const shared = { host: '127.0.0.1', rateLimit: 0, ...given, keys, engine, hooks };

  const running = await start().catch(async (error: unknown) => {
    if (opened !== choice) await engine.close();
    throw await explain(error, shared.host, port);
  });
  const controls = kit.attach({ apiBaseUrl: running.url, keys, worker: running.worker });
  return {
    ...controls,
    engine,
    url: running.url,
    service: running.service,
    worker: running.worker,
    fetch: running.fetch,
    async close() {
      warnOfLeftovers(
        await controls.leftovers().catch((error: unknown) => [`the database could not be asked: ${String(error)}`]),
      );
      if (coverageDir !== undefined && plan)
        await writeCoverage(coverageDir, controls.coverage()).catch(warnOfCoverage);
      await running.close();
      if (opened !== choice) await engine.close();
    },
  };

  async function start(): Promise<Pick<MockServer, 'url' | 'service' | 'worker' | 'fetch' | 'close'>> {
    if (port === false) {
      const limiter = createRateLimiter({ perMinute: shared.rateLimit });
      const { service, worker, close, fetch } = await startFetchServer({
        ...shared,
        faults: faults.hook,
        limiter,
        enrich,
        routes: allEndpoints,
      });
      const ask: MockServer['fetch'] = (input, init) =>
        fetch(input instanceof Request && !init ? input : new Request(toAbsolute(input), init));
      return { url: NO_PORT_URL, service, worker, close, fetch: ask };
    }
    const server = await serve({ ...shared, port, isOpenHere: mock, intercept: interceptWithFaults(faults.hook) });
    const ask: MockServer['fetch'] = (input, init) =>
      fetch(typeof input === 'string' ? new URL(input, server.url) : input, init);
    return { ...server, fetch: ask };
  }
}

async function explain(error: unknown, host: string, port: number | false): Promise<unknown> {
  if (port === false || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return error;
  return new Error(
    `Failed to listen on ${host}:${port}: the port is in use by ${await findPortOwner(host, port)}. ` +
      'Please use another port, or omit it to get a free one.',
  );
}

function toAbsolute(input: string | URL | Request): URL | Request {
  return typeof input === 'string' ? new URL(input, NO_PORT_URL) : input;
}

function warnOfCoverage(error: unknown): void {
  warn(`Failed to write the coverage of the tracking plan: ${String(error)}. Please check coverageDir.`);
}
