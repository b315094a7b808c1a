import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../../dist/onevault.min.js', import.meta.url));

/** A page that makes `window.tracker` of the options in its query (`?o=`) and has two links. */
const PAGE = `<!doctype html><html lang="en"><head><title>Page</title>
<script src="/onevault.min.js"></script>
<script>
  const query = new URLSearchParams(location.search);
  const options = JSON.parse(query.get('o') || 'null');
  if (options) window.tracker = new OneVaultTracker(options);
  if (options && query.has('auto')) tracker.enableAutoTracking();
  window.trackMany = (name, count, data) => {
    const answers = [];
    for (let n = 0; n < count; n++) answers.push(tracker.trackEvent('lab', { key: name + '-' + n, ...data }));
    return Promise.all(answers);
  };
</script></head><body>
<a id="next" href="/next">next</a>
</body></html>`;

export interface Site {
  url: string;
  close(): Promise<void>;
}

/** Serves the page under every path, from an origin of its own: every call to the API is cross-origin. */
export async function startSite(): Promise<Site> {
  const script = readFileSync(SCRIPT);
  const server = createServer((request, response) => {
    const isScript = request.url === '/onevault.min.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
    if (request.url?.startsWith('/sandboxed')) response.setHeader('Content-Security-Policy', 'sandbox allow-scripts');
    response.end(isScript ? script : PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
