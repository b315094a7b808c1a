/** A site that serves the tracker under names of its own: a real browser, the real server, and Node's HTTP between them. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMockServer, type MockServer } from '../../../../examples/shared/mockServer.ts';
import { type Browser, connectBrowser } from '../../../../scripts/connectBrowser.ts';
import { createProxy, type TrackerProxy } from '../../src/proxy/createProxy.ts';
import { readStored, toStory } from './support/readStored.ts';

let server: MockServer;
let browser: Browser;
let site: Server;
let url: string;
let html = '';
/** The requests of the page: path, and encoding of the body. */
const asked: string[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([createMockServer(), connectBrowser()]);
  const proxy = createProxy({ server: server.url, path: '/t' });
  site = startSite(proxy);
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await browser?.close();
  site?.closeAllConnections();
  site?.close();
  await server?.close();
});

test('the page asks its own site only, under no name of ours, and every event is stored', async () => {
  const { customer_id, write_token } = await (await fetch(`${server.url}/mock/customers`, { method: 'POST' })).json();
  const tag = `data-api="/t" data-path="/e" data-customer="${customer_id}" data-key="${write_token}"`;
  html = `<!doctype html><title>Page</title><script async src="/t/s.js" ${tag}></script><button id="b">b</button>`;
  const page = await (await browser.newContext()).newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.goto(`${url}/?ov_debug`);
  await page.locator('ov-inspector').waitFor({ state: 'attached' });
  await page.click('#b');
  const answers = await page.evaluate(() => {
    const { onevault } = window as unknown as { onevault: { trackEvent(type: string, data: object): Promise<object> } };
    return Promise.all(Array.from({ length: 20 }, (_, n) => onevault.trackEvent('many', { n, text: 'x'.repeat(500) })));
  });
  expect(answers).toHaveLength(20);
  for (const answer of answers) expect(answer).toMatchObject({ success: true, processing_status: 'complete' });
  await page.evaluate(() => {
    (window as unknown as { onevault: { trackEvent(type: string): void } }).onevault.trackEvent('leaving');
    location.href = 'about:blank';
  });
  await expect.poll(async () => (await readStored(server, customer_id)).length, { interval: 50 }).toBe(23);
  const story = toStory(await readStored(server, customer_id));
  expect(story.filter((one) => one !== 'many')).toEqual(['page_view Page /', 'user_interaction b', 'leaving']);
  // The inspector, which the page has opened, asks whether the server is a mock.
  const names = asked.filter((path) => path !== '/t/api/v1/platform/info');
  expect(new Set(names)).toEqual(new Set(['/', '/t/s.js', '/t/onevault.inspector.js', '/t/e', '/t/e gzip']));
  expect(errors).toEqual([]);
  await page.context().close();
});

/** `Request` and `Response` over `node:http`, as frameworks do it. */
function startSite(proxy: TrackerProxy): Server {
  return createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', url);
    if (pathname === '/favicon.ico') return response.writeHead(204).end();
    const encoding = request.headers['content-encoding'];
    asked.push(encoding ? `${pathname} ${encoding}` : pathname);
    if (!pathname.startsWith('/t/')) return response.setHeader('Content-Type', 'text/html').end(html);
    const hasBody = request.method === 'POST';
    const init: RequestInit & { duplex: 'half' } = {
      method: request.method ?? 'GET',
      headers: Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]),
      body: hasBody ? (Readable.toWeb(request) as ReadableStream) : null,
      duplex: 'half',
    };
    const answer = await proxy(new Request(url + request.url, init), request.socket.remoteAddress);
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    return response.end(Buffer.from(await answer.arrayBuffer()));
  });
}
