import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMockServer } from '@onevault/mock-server/testing';
import type { Server } from './askServer.ts';
import { startCli } from './startCli.ts';

export interface TestServerOptions {
  /** `embedded`: a separate process with the pipeline in SQL, like `npm start`. `memory`: in the test's process. */
  database: 'embedded' | 'memory';
  /** Folders or files to serve beside the API, by url prefix. */
  files?: Record<string, string>;
}

export interface TestServer extends Server {
  /** Another customer on the same server, without events. */
  addCustomer(): Promise<Server>;
  close(): Promise<void>;
}

/** The reference server without events, with the customer `demo`. */
export async function startTestServer({ database, files = {} }: TestServerOptions): Promise<TestServer> {
  const { url, close } = await (database === 'memory' ? createMockServer({ files }) : startEmbedded(files));
  return {
    url,
    close,
    customerId: 'demo',
    token: 'ovt_demo',
    async addCustomer() {
      const response = await fetch(`${url}/mock/customers`, { method: 'POST' });
      const { customer_id, token } = (await response.json()) as { customer_id: string; token: string };
      return { url, customerId: customer_id, token };
    },
  };
}

async function startEmbedded(files: Record<string, string>): Promise<{ url: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'onevault-journey-'));
  const serve = Object.entries(files).flatMap(([prefix, path]) => ['--serve', `${prefix}=${path}`]);
  const server = await startCli(['--database', folder, ...serve]);
  return {
    url: server.url,
    async close() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
