import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let server: MockServer;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onevault-files-'));
  writeFileSync(join(folder, 'index.html'), '<title>Home</title>');
  writeFileSync(join(folder, 'cart.html'), '<title>Cart</title>');
  writeFileSync(join(folder, 'elsewhere.js'), 'const elsewhere = 1;');
  const file = join(folder, 'elsewhere.js');
  server = await createMockServer({
    files: { '/shop': folder, '/shop/sdk.js': file, '/site': folder, '/one.js': file },
  });
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
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
