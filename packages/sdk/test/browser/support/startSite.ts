import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/** The script tags, by their paths. */
const SCRIPTS = ['/onevault.min.js', '/onevault.auto.min.js'];

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

/**
 * Serves the page under every path, from an origin of its own: every call to the API is cross-origin. Below `/auto` it
 * has the larger script tag.
 */
export async function startSite(): Promise<Site> {
  const scripts = new Map(
    SCRIPTS.map((path) => [
      path,
      readFileSync(fileURLToPath(new URL(`../../../dist${path}`, import.meta.url)), 'utf8'),
    ]),
  );
  const server = createServer((request, response) => {
    const script = scripts.get(request.url ?? '');
    response.setHeader('Content-Type', script ? 'text/javascript' : 'text/html; charset=utf-8');
    if (request.url?.startsWith('/sandboxed')) response.setHeader('Content-Security-Policy', 'sandbox allow-scripts');
    const page = request.url?.startsWith('/auto') ? PAGE.replace('onevault.min.js', 'onevault.auto.min.js') : PAGE;
    response.end(script ?? page);
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
