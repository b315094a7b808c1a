import { createHash } from 'node:crypto';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { showSdk } from '@onevault/server/internal/cli/commands/showSdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestTerminal } from '../cli/createTestTerminal.ts';

interface SdkList {
  version: string;
  files: { name: string; bytes: number; integrity: string }[];
}

let server: MockServer;
let list: SdkList;
beforeAll(async () => {
  server = await createMockServer({ allowOrigins: ['https://shop.example'] });
  list = (await (await server.fetch('/sdk/sdk.json')).json()) as SdkList;
});
afterAll(() => server?.close());

test('the list has every script with the hash of its bytes', async () => {
  expect(list.files.map(({ name }) => name)).toContain('onevault.min.js');
  for (const { name, bytes, integrity } of list.files) {
    const answer = await server.fetch(`/sdk/${list.version}/${name}`, { headers: { 'Accept-Encoding': 'identity' } });
    const script = Buffer.from(await answer.arrayBuffer());
    expect(script.length).toBe(bytes);
    expect(`sha384-${createHash('sha384').update(script).digest('base64')}`).toBe(integrity);
  }
});

test('the fixed path is kept for ever, the moving one for an hour; both are for every site', async () => {
  const major = list.version.split('.')[0];
  for (const [path, kept] of [
    [`/sdk/${list.version}/onevault.min.js`, 'public, max-age=31536000, immutable'],
    [`/sdk/${major}/onevault.min.js`, 'public, max-age=3600, stale-while-revalidate=86400'],
  ]) {
    for (const encoding of ['br', 'gzip', 'identity']) {
      const answer = await server.fetch(String(path), {
        headers: { 'Accept-Encoding': encoding, Origin: 'https://other.example' },
      });
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('OneVaultTracker');
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'cache-control': kept,
        'content-type': 'text/javascript; charset=utf-8',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        ...(encoding !== 'identity' && { 'content-encoding': encoding }),
      });
    }
  }
});

test('the version of before an upgrade leads to the newest', async () => {
  const major = list.version.split('.')[0];
  const answer = await server.fetch(`/sdk/${major}.0.77/onevault.min.js`, { redirect: 'manual' });
  expect(answer.status).toBe(302);
  expect(answer.headers.get('location')).toBe(`/sdk/${major}/onevault.min.js`);
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

test.each([
  '/sdk',
  '/sdk/',
  '/sdk/7/onevault.min.js',
  '/sdk/7.1.0/onevault.min.js',
  '/sdk/0/nothing.js',
  '/sdk/0/sdk.json',
  '/sdk/0/onevault.min.js.br',
  '/sdk/0/..%2fpage%2fpage.json',
  '/sdk/0/%2e%2e/%2e%2e/package.json',
  '/sdk/0.x/onevault.min.js',
  '/sdk/0/%00',
])('%s is a 404', async (path) => {
  const answer = await server.fetch(path, { redirect: 'manual' });
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ error_code: 'NOT_FOUND' });
});

test('the command prints tags that hold', async () => {
  const { terminal, printed } = createTestTerminal();
  await showSdk(['--url', server.url, '--customer', 'tea & "co"', '--key', 'ovt_1'], {}, terminal);
  const text = printed.join('\n');
  const tags = [...text.matchAll(/<script async src="([^"]+)"(?: integrity="([^"]+)")?/g)];
  expect(tags).toHaveLength(2);
  for (const [, url, integrity] of tags) {
    const script = Buffer.from(await (await fetch(String(url))).arrayBuffer());
    if (integrity) expect(`sha384-${createHash('sha384').update(script).digest('base64')}`).toBe(integrity);
  }
  expect(text.split('data-customer="tea &amp; &quot;co&quot;" data-key="ovt_1"></script>')).toHaveLength(3);
  expect(text).toMatch(/<script>self\.onevault=.+;onevault\.enableAutoTracking\(\)<\/script>/);
  const asJson = createTestTerminal();
  await showSdk(['--url', `${server.url}/`, '--json'], {}, asJson.terminal);
  expect(JSON.parse(asJson.printed.join('')).files[0].url).toBe(tags[0]?.[1]);
  await expect(showSdk(['--url', 'shop'], {}, terminal)).rejects.toThrow('--url: shop is no http(s) address');
});
