import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endAllCli, runMockServer, runServer } from './runCli.ts';

const said: string[] = [];
const log = { info() {}, warn: (line: string) => said.push(line), error: (line: string) => said.push(line) };
let server: MockServer;
let folder: string;
let outside: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onevault-files-'));
  outside = mkdtempSync(join(tmpdir(), 'onevault-outside-'));
  writeFileSync(join(folder, 'index.html'), '<title>Home</title>');
  writeFileSync(join(folder, 'cart.html'), '<title>Cart</title>');
  writeFileSync(join(folder, 'elsewhere.js'), 'const elsewhere = 1;');
  const file = join(folder, 'elsewhere.js');
  writeFileSync(join(folder, '.env'), 'SECRET=1');
  mkdirSync(join(folder, '.onevault'));
  writeFileSync(join(folder, '.onevault', 'lock'), 'process 1');
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  symlinkSync(join(outside, 'secret.txt'), join(folder, 'link.txt'));
  symlinkSync(outside, join(folder, 'linked'));
  symlinkSync(file, join(folder, 'inside.js'));
  server = await createMockServer({
    log,
    files: { '/shop': folder, '/shop/sdk.js': file, '/site': folder, '/one.js': file },
  });
});
afterAll(async () => {
  await server?.close();
  for (const path of [folder, outside]) rmSync(path, { recursive: true, force: true });
});

const ask = async (path: string) => {
  const response = await fetch(server.url + path, { redirect: 'manual' });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};

test.each(['/shop/', '/shop/index.html', '/site/', '/shop/?a=1'])('%s is the folder’s page', async (path) => {
  expect(await ask(path)).toMatchObject({ status: 200, text: '<title>Home</title>' });
});

test('a folder without a slash at its end redirects to the one with it, where relative links work', async () => {
  const response = await fetch(`${server.url}/shop?from=letter`, { redirect: 'manual' });
  expect(response.status).toBe(301);
  expect(response.headers.get('location')).toBe('/shop/?from=letter');
});

test.each(['/shop/sdk.js', '/one.js'])('%s is the file from elsewhere', async (path) => {
  expect(await ask(path)).toMatchObject({ status: 200, type: expect.stringContaining('javascript') });
});

test('serves other pages of the folder, and answers a missing file as an unknown path', async () => {
  expect(await ask('/shop/cart.html')).toMatchObject({ status: 200, text: '<title>Cart</title>' });
  const missing = await ask('/shop/missing.html');
  expect(missing.status).toBe(404);
  expect(JSON.parse(missing.text)).toMatchObject({ message: expect.stringContaining('/shop/missing.html') });
});

test.each(['/shop/../package.json', '/shop/%2e%2e/%2e%2e/etc/passwd', '/shop/..%2f..%2fetc%2fpasswd'])(
  '%s does not leave the folder',
  async (path) => {
    expect((await ask(path)).status).toBeGreaterThanOrEqual(400);
  },
);

/** As it is written: `fetch` would take the dots out. */
const askRaw = (path: string) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const { port } = new URL(server.url);
    request({ port, path }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    })
      .on('error', reject)
      .end();
  });

test.each([
  '/shop/.env',
  '/shop/%2eenv',
  '/shop/.onevault/lock',
  '/shop/cart.html/../.env',
  '/shop/link.txt',
  '/shop/linked/secret.txt',
  '/shop/../x',
  '/shop/..%2fx',
  '/shop/%00',
  '/shop/cart.html%00',
  '/shop/%ff',
  '/shop/..\\x',
])('%s is answered as one that is not there, and nothing is logged', async (path) => {
  const { status, text } = await askRaw(path);
  expect([path, status]).toEqual([path, path.includes('%ff') ? 400 : 404]);
  expect(JSON.parse(text)).toMatchObject({ success: false });
  expect(said).toEqual([]);
});

test('a link that stays in the folder is followed', async () => {
  expect(await ask('/shop/inside.js')).toMatchObject({ status: 200, text: 'const elsewhere = 1;' });
});

test('an index that is a link out of the folder is not served', async () => {
  mkdirSync(join(folder, 'sub'));
  symlinkSync(join(outside, 'secret.txt'), join(folder, 'sub', 'index.html'));
  expect((await ask('/shop/sub/')).status).toBe(404);
});

describe.each([
  ['onevault-server', runServer],
  ['onevault-mock-server', runMockServer],
] as const)('%s: a folder that holds the database and the secrets of the server itself', (_name, run) => {
  let site: string;
  let url: string;
  beforeAll(async () => {
    site = mkdtempSync(join(tmpdir(), 'onevault-site-'));
    mkdirSync(join(site, 'data'));
    writeFileSync(join(site, 'index.html'), '<title>Home</title>');
    writeFileSync(join(site, 'database.html'), '<title>Not the database</title>');
    writeFileSync(join(site, 'keys.txt'), 'shop:a-secret');
    writeFileSync(join(site, 'metrics.txt'), 'a-secret');
    symlinkSync(join(site, 'data'), join(site, 'alias'));
    linkSync(join(site, 'keys.txt'), join(site, 'twin.txt'));
    mkdirSync(join(site, 'shown'));
    symlinkSync(join(site, 'keys.txt'), join(site, 'shown', 'index.html'));
    const server = run([
      ...['--port', '0', '--quiet', '--database', join(site, 'data')],
      ...['--key-file', join(site, 'keys.txt'), '--metrics-token-file', join(site, 'metrics.txt')],
      ...['--serve', `/shop=${site}`, '--serve', `/db=${join(site, 'data')}`],
      ...['--serve', `/keys=${join(site, 'keys.txt')}`],
    ]);
    url = await server.url;
  });
  afterAll(() => {
    endAllCli();
    rmSync(site, { recursive: true, force: true });
  });

  test.each([
    '/shop/data/lock',
    '/shop/data/',
    '/shop/data/pgdata/PG_VERSION',
    '/shop/%64ata/pgdata/PG_VERSION',
    '/shop/alias/pgdata/PG_VERSION',
    '/shop/keys.txt',
    '/shop/twin.txt',
    '/shop/shown/',
    '/shop/metrics.txt',
    '/db/pgdata/PG_VERSION',
    '/db/lock',
    '/keys',
  ])('%s is answered as one that is not there', async (path) => {
    const response = await fetch(url + path);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ success: false });
  });

  test.each(['/shop/', '/shop/database.html'])('%s is served', async (path) => {
    expect((await fetch(url + path)).status).toBe(200);
  });
});
