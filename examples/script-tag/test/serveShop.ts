import { fileURLToPath } from 'node:url';
import type { Server } from '../../shared/askServer.ts';

/** The shop's pages with the SDK beside them, as `npm start` serves them. */
export function serveShop(): Record<string, string> {
  const scripts = ['onevault.min.js', 'onevault.inspector.js'].map((name) => [
    `/shop/${name}`,
    fileURLToPath(import.meta.resolve(`@onevault/tracker/${name}`)),
  ]);
  return { '/shop': fileURLToPath(new URL('../public', import.meta.url)), ...Object.fromEntries(scripts) };
}

/** The `config.js` for another customer. */
export function toConfigScript({ url, customerId, token }: Server): string {
  return `window.onevaultConfig = ${JSON.stringify({ apiBaseUrl: url, customerId, apiToken: token })};`;
}
