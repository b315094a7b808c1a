import { fileURLToPath } from 'node:url';
import type { Server } from '../../shared/askServer.ts';

/** The shop's pages with the SDK beside them, as `npm start` serves them. */
export function serveShop(): Record<string, string> {
  return {
    '/shop': fileURLToPath(new URL('../public', import.meta.url)),
    '/shop/onevault.min.js': fileURLToPath(import.meta.resolve('@onevault/tracker/onevault.min.js')),
    '/shop/onevault.inspector.js': fileURLToPath(import.meta.resolve('@onevault/tracker/onevault.inspector.js')),
  };
}

/** The `config.js` for another customer. */
export function toConfigScript({ url, customerId, token }: Server): string {
  return `window.onevaultConfig = ${JSON.stringify({ apiBaseUrl: url, customerId, apiToken: token })};`;
}
