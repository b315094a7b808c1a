import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import type { Engine } from '@onevault/server/internal/engine/port';
import { afterAll, beforeAll, beforeEach } from 'vitest';

export interface TwoCustomers {
  /** Available once the tests run. */
  readonly engine: Engine;
  /** The url of a path. */
  on(path: string): string;
}

/** A server for the tests of a file, with the customers `demo` and `acme`, both without events before each test. */
export function useTwoCustomers(): TwoCustomers {
  let server: MockServer;
  beforeAll(async () => {
    server = await createMockServer({
      keys: [
        { customerId: 'demo', token: 'ovt_demo', scope: 'full', customerName: 'Demo Shop' },
        { customerId: 'acme', token: 'ovt_acme', scope: 'full' },
      ],
    });
  });
  afterAll(() => server?.close());
  beforeEach(async () => {
    await server.engine.reset('demo');
    await server.engine.reset('acme');
  });
  return {
    get engine() {
      return server.engine;
    },
    on: (path) => server.url + path,
  };
}
