import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMockServer } from '@onevault/mock-server/testing';
import type { Server } from './askServer.ts';
import { startCli } from './startCli.ts';

export interface TestServerOptions {
  /** `embedded`: a process of its own with the whole pipeline in SQL, as `npm start` has it. `memory`: in the test's process. */
  database: 'embedded' | 'memory';
  /** What to serve beside the API: url prefix to folder or file. */
  files?: Record<string, string>;
}

export interface TestServer extends Server {
  /** Another customer on the same server, with nothing stored yet. */
  addCustomer(): Promise<Server>;
  close(): Promise<void>;
}

/** The reference server with nothing stored yet, and the customer `demo`. */
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
