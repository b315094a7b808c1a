import { createMemoryEngine } from '../engine/memory/createMemoryEngine.ts';
import type { Engine } from '../engine/port.ts';
import { type RunningServer, type ServeOptions, serve } from '../http/serve.ts';
import type { GivenKey } from '../service/keys.ts';
import { createFaults, type Faults } from './faults.ts';

export interface TestServerOptions extends Partial<Omit<ServeOptions, 'engine' | 'faults' | 'mock'>> {
  /** Default: a new one in memory, closed with the server. One that is given stays open: it is the test's. */
  engine?: Engine;
  /** Opens the controls under `/mock/`. Default true; faults can be set from the test without them too. */
  mock?: boolean;
}

export interface TestServer extends RunningServer {
  engine: Engine;
  faults: Faults;
}

export const DEMO_KEY: GivenKey = { customerId: 'demo', token: 'ovt_demo', scope: 'full' };

/**
 * Starts a whole server inside the test's process, on a free port of the loopback address, with the
 * key `demo` / `ovt_demo` and without a rate limit.
 *
 * @example
 * const server = await startServer();
 * server.faults.add({ fault: 'drop_after', first: 1 });
 * // … point a tracker at server.url …
 * await server.close();
 */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { mock = true, ...given } = options;
  const engine = options.engine ?? createMemoryEngine();
  const faults = createFaults();
  const server = await serve({
    port: 0,
    host: '127.0.0.1',
    keys: [DEMO_KEY],
    rateLimit: 0,
    ...given,
    engine,
    faults: faults.decide,
    ...(mock && { mock: { faults } }),
  });
  return {
    ...server,
    engine,
    faults,
    async close() {
      await server.close();
      if (!options.engine) await engine.close();
    },
  };
}
