import { startServer, type TestServerOptions } from '@onevault/mock-server/testing';
import type { Server } from './askServer.ts';

export interface TestServer extends Server {
  /** Another customer on the same server, with nothing stored yet. */
  addCustomer(): Promise<Server>;
  close(): Promise<void>;
}

/** The reference server inside the test's process, with the customer `demo`. */
export async function startTestServer(options?: TestServerOptions): Promise<TestServer> {
  const server = await startServer(options);
  return {
    url: server.url,
    customerId: 'demo',
    token: 'ovt_demo',
    async addCustomer() {
      const response = await fetch(`${server.url}/mock/customers`, { method: 'POST' });
      const { customer_id, token } = (await response.json()) as { customer_id: string; token: string };
      return { url: server.url, customerId: customer_id, token };
    },
    close: () => server.close(),
  };
}
