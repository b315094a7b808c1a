import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/** Everything that a page may load, by its path. */
const FILES: Record<string, URL | string> = {
  '/onevault.min.js': new URL('../../../dist/onevault.min.js', import.meta.url),
  '/onevault.full.min.js': new URL('../../../dist/onevault.full.min.js', import.meta.url),
  '/onevault.inspector.js': new URL('../../../dist/onevault.inspector.js', import.meta.url),
  '/onevault.privacy-status.js': new URL('../../../dist/onevault.privacy-status.js', import.meta.url),
  '/vue.js': import.meta.resolve('vue/dist/vue.global.prod.js'),
  '/vue-router.js': import.meta.resolve('vue-router/dist/vue-router.global.prod.js'),
  '/zone.js': import.meta.resolve('zone.js/package.json').replace('package.json', 'bundles/zone.umd.js'),
  '/turbo.js': import.meta.resolve('@hotwired/turbo').replace(/[^/]+$/, 'turbo.es2017-umd.js'),
};

export interface Pages {
  url: string;
  close(): Promise<void>;
}

/** What a path answers: a page, or a page with headers. */
export type Answer = string | { body: string; headers?: Record<string, string>; type?: string };

/** Serves what `answer` says, with the SDK and the frameworks beside it. */
export async function startPages(answer: (path: string) => Answer | undefined): Promise<Pages> {
  const files = Object.entries(FILES).map(([path, url]) => [path, readFileSync(fileURLToPath(url), 'utf8')] as const);
  const scripts = new Map(files);
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const script = scripts.get(path);
    const found = script ?? answer(path);
    const {
      body,
      headers = {},
      type = 'text/html; charset=utf-8',
    } = typeof found === 'object' ? found : { body: found ?? '' };
    response.writeHead(found === undefined ? 404 : 200, {
      'Content-Type': script === undefined ? type : 'text/javascript',
      ...headers,
    });
    response.end(body);
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
