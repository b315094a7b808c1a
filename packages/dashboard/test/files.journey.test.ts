import { createHash } from 'node:crypto';
import { get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMockServer, type MockServer } from '../../../examples/shared/mockServer.ts';
import { type Browser, connectBrowser } from '../../../scripts/connectBrowser.ts';
import { openPage } from './openPage.ts';

const MAX_FIRST_BYTES = 90 * 1024;

let server: MockServer;
let browser: Browser;
beforeAll(async () => {
  server = await createMockServer();
  browser = await connectBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** What stands in the HTML, as the policy names it. */
const toHash = (html: string, tag: string) =>
  createHash('sha256')
    .update(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html)?.[1] ?? '')
    .digest('base64');

test.each(['/', '/live', '/live/', '/find/event/evt_1', '/install'])(
  '%s is the page, under a strict policy',
  async (path) => {
    const html = await (await server.fetch(path)).text();
    for (const method of ['GET', 'HEAD']) {
      const answer = await server.fetch(path, { method });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(answer.headers.get('content-security-policy')).toBe(
        `default-src 'none'; script-src 'self' 'sha256-${toHash(html, 'script')}'; style-src 'self' 'sha256-${toHash(html, 'style')}'; connect-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'`,
      );
    }
  },
);

test('the HTML brings the frame of who seems to be signed in, and names the files of the view', async () => {
  const read = async (path: string, cookie?: string) =>
    (await server.fetch(path, { ...(cookie && { headers: { Cookie: cookie } }) })).text();
  const { port } = new URL(server.url);
  const session = `onevault_${port}=ZGVtbw.${'a'.repeat(43)}`;
  expect(await read('/live')).not.toContain('href="/find"');
  expect(await read('/live', `onevault_${port}=nonsense`)).not.toContain('href="/find"');
  const live = await read('/live/evt_1', session);
  expect(live).toContain('<title>Live · OneVault</title>');
  expect(live).toContain('<a href="/live" aria-current="page">');
  expect(live).toMatch(/rel="modulepreload" crossorigin href="\/assets\/LiveView-/);
  expect(await read('/', session)).toMatch(/rel="modulepreload" crossorigin href="\/assets\/LiveView-/);
  const shared = await read('/find', `${session}.share`);
  expect(shared).toContain('<a href="/business" aria-current="page">');
  expect(shared).not.toContain('href="/find"');
});

test.each([
  '/api/v1/nothing',
  '/nothing',
  '/livery',
  '/assets/nothing.js',
  '/assets/..%2findex.html',
  '/assets/%2e%2e/page.json',
  '/assets/',
])('%s stays a 404 of the API', async (path) => {
  const answer = await server.fetch(path, { headers: { Accept: 'text/html' } });
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ error_code: 'NOT_FOUND' });
});

test('files are compressed before, and kept for ever', async () => {
  const script = await findScript();
  for (const encoding of ['br', 'gzip']) {
    const answer = await server.fetch(script, { headers: { 'Accept-Encoding': encoding } });
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(await answer.text()).toContain('import');
  }
  const plain = await server.fetch(script, { headers: { 'Accept-Encoding': 'gzip;q=0, br;q=0' } });
  expect(plain.headers.get('content-encoding')).toBeNull();
  const etag = plain.headers.get('etag') ?? '';
  expect((await ask(script, { 'If-None-Match': etag })).status).toBe(304);
});

test('the first view loads at most 90 KiB of script, and nothing from elsewhere', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const scripts: string[] = [];
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.push(request.url());
    if (!request.url().startsWith(server.url)) elsewhere.push(request.url());
  });
  await page.goto(`${server.url}/live`);
  await page.getByText('No events yet').waitFor();
  const sizes = await Promise.all(scripts.map(async (url) => (await ask(url, { 'Accept-Encoding': 'gzip' })).bytes));
  expect(scripts.length).toBeGreaterThan(1);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_FIRST_BYTES);
  expect(elsewhere).toEqual([]);
  await context.close();
});

test('a folder that the operator serves at / comes in place of the page', async () => {
  const folder = fileURLToPath(new URL('../../../examples/script-tag/public', import.meta.url));
  const other = await createMockServer({ files: { '/': folder } });
  expect(await (await other.fetch('/')).text()).not.toContain('id="app"');
  expect((await other.fetch('/live')).status).toBe(404);
  await other.close();
});

test('the page of another port gets nothing by the cookie', async () => {
  const { page, context, close } = await openPage(browser, server.url);
  await page.waitForURL('**/install');
  // The same site, so that the browser sends the cookie: another origin all the same.
  const other = await createMockServer({ mock: false, keys: [{ customerId: 'x', token: 'y', scope: 'full' }] });
  const stranger = await context.newPage();
  await stranger.goto(`${other.url}/docs`);
  const seen = await stranger.evaluate(async (url) => {
    const post = (path: string, init: RequestInit = {}) =>
      fetch(`${url}${path}`, { credentials: 'include', mode: 'no-cors', ...init }).then(
        ({ type }) => type,
        () => 'failed',
      );
    return [await post('/api/v1/track/status'), await post('/api/v1/track/process', { method: 'POST' })];
  }, server.url);
  expect(seen).not.toContain('basic');
  expect(await server.engine.counts('demo')).toMatchObject({ total: 0 });
  const [cookie] = await context.cookies(server.url);
  for (const headers of [
    { 'Sec-Fetch-Site': 'same-site' },
    { Origin: other.url },
    { 'Sec-Fetch-Site': 'cross-site' },
  ]) {
    const answer = await server.fetch('/api/v1/track/process', {
      method: 'POST',
      headers: { Cookie: `${cookie?.name}=${cookie?.value}`, ...headers } as Record<string, string>,
    });
    expect(answer.status).toBe(403);
  }
  await other.close();
  await close();
});

async function findScript(): Promise<string> {
  const page = await (await server.fetch('/')).text();
  return /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? '';
}

/** As a browser asks: `fetch` of Node would unpack the answer, and asks no cache. */
function ask(path: string, headers: Record<string, string>): Promise<{ status: number; bytes: number }> {
  return new Promise((resolve, reject) => {
    get(new URL(path, server.url), { headers }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, bytes }));
    }).on('error', reject);
  });
}
