import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const SDK = fileURLToPath(new URL('../../sdk/dist/onevault.min.js', import.meta.url));
/** Of a site whose tracker has the address and key of production. */
const HEAD = `<!doctype html><html lang="en"><title>Shop</title><script src="/onevault.min.js"></script><script>
  window.tracker = new OneVaultTracker({ apiBaseUrl: 'https://track.example', customerId: 'shop', apiToken: 'of production' });
  tracker.enableAutoTracking();
</script>`;

export interface Site {
  /** With a slash at its end. */
  url: string;
  /** Every request, as `GET /about`. */
  asked: string[];
  close(): void;
}

/** Serves pages, each given as the body below a head with the script tag of the tracker. */
export async function startSite(pages: Record<string, string>): Promise<Site> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const isSdk = request.url === '/onevault.min.js';
    response.setHeader('Content-Type', isSdk ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(isSdk ? readFileSync(SDK) : `${HEAD}${pages[request.url ?? ''] ?? ''}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url, asked, close: () => void server.close() };
}
