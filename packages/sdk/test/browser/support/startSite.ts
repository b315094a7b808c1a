import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/** The script tags that a page may ask for in its query (`?script=`); the first is for one that asks for none. */
const SCRIPTS = ['onevault.min.js', 'onevault.full.min.js'] as const;
export type Script = (typeof SCRIPTS)[number];

/** A page that makes `window.tracker` of the options in its query (`?o=`) and has a link. */
const toPage = (script: Script): string => `<!doctype html><html lang="en"><head><title>Page</title>
<script>
  // Waiting between attempts is random; here it is the same every time.
  let state = 1;
  Math.random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
</script>
<script src="/${script}"></script>
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
  const scripts = new Map(SCRIPTS.map((name) => [`/${name}`, readFileSync(toPath(name))]));
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const script = scripts.get(pathname);
    const wanted = SCRIPTS.find((name) => name === searchParams.get('script')) ?? SCRIPTS[0];
    response.setHeader('Content-Type', script ? 'text/javascript' : 'text/html; charset=utf-8');
    if (pathname.startsWith('/sandboxed')) response.setHeader('Content-Security-Policy', 'sandbox allow-scripts');
    response.end(script ?? toPage(wanted));
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

const toPath = (name: string): string => fileURLToPath(new URL(`../../../dist/${name}`, import.meta.url));
