import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMockServer, type MockServer } from '../../../examples/shared/mockServer.ts';
import { type Browser, connectBrowser } from '../../../scripts/connectBrowser.ts';
import { type OpenedPage, openPage } from './openPage.ts';

/** A project that has the tracker, as the reader's has. */
const PROJECT = fileURLToPath(new URL('../../../examples/integration-tests', import.meta.url));
/** Each with what of it is a script, and what is not the tracker's. */
const FRAMEWORKS = {
  React: { loader: 'tsx', uses: '@onevault/tracker/react' },
  'Next.js': { loader: 'ts', uses: '@onevault/tracker/next' },
  Vue: { loader: 'ts', uses: '@onevault/tracker/vue' },
  Nuxt: { loader: 'ts', uses: '@onevault/tracker/nuxt' },
  SvelteKit: { loader: 'js', uses: '@onevault/tracker/svelte' },
  Astro: { loader: 'js', uses: '@onevault/tracker/astro' },
} as const;

let browser: Browser;
let server: MockServer;
let install: OpenedPage;
beforeAll(async () => {
  browser = await connectBrowser();
  server = await createMockServer();
  install = await openPage(browser, `${server.url}/install`);
  await install.page.getByRole('button', { name: 'Create the key' }).click();
  await install.page.getByText('The key is in the code below').waitFor();
});
afterAll(async () => {
  await install?.close();
  await server?.close();
  await browser?.close();
});

async function readCode(way: string): Promise<string> {
  await install.page.getByText(way, { exact: true }).click();
  expect(await install.page.getByLabel(way, { exact: true }).isChecked()).toBe(true);
  return (await install.page.locator('.code pre').textContent()) ?? '';
}

/** Bundles code of the page as the reader's project would. An import that does not exist is an error. */
const bundle = (contents: string, options: BuildOptions) =>
  build({
    bundle: true,
    write: false,
    logLevel: 'silent',
    target: 'es2022',
    format: 'esm',
    platform: 'browser',
    ...options,
    stdin: { contents, resolveDir: PROJECT, ...options.stdin } as NonNullable<BuildOptions['stdin']>,
  });

/** A visit of a site on another origin. */
async function visit(html: string, title: string): Promise<void> {
  const site = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8').end(html);
  });
  await new Promise<void>((ready) => site.listen(0, '127.0.0.1', ready));
  const { complaints, close } = await openPage(browser, `http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  await expect
    .poll(async () => (await server.engine.stagedEvents('demo')).map(({ event_data }) => event_data.title), {
      timeout: 20_000,
    })
    .toContain(title);
  await close();
  expect(complaints.filter((complaint) => !complaint.includes('favicon'))).toEqual([]);
  await new Promise((closed) => site.close(closed));
}

test('the tag tracks a site as it is, and the page says so', async () => {
  const tag = await readCode('Script tag');
  expect(tag.trim().split('\n')).toHaveLength(1);
  await visit(
    `<!doctype html><html lang="en"><head><title>By the tag</title><link rel="icon" href="data:,">${tag}</head>`,
    'By the tag',
  );
  await install.page.getByText('An event has arrived').waitFor();
});

test('a key for production refuses a browser that a program drives: nothing is stored, and the page says why', async () => {
  const fresh = await openPage(browser, `${server.url}/install`);
  const { page } = fresh;
  await page.getByLabel('Environment').selectOption('Production');
  await page.getByRole('button', { name: 'Create the key' }).click();
  await page.getByText('The key is in the code below').waitFor();
  const tag = (await page.locator('.code pre').textContent()) ?? '';
  expect(tag).toContain(' data-environment="production"></script>');
  const site = createServer((_request, response) => {
    response
      .setHeader('Content-Type', 'text/html; charset=utf-8')
      .end(`<!doctype html><html lang="en"><head><title>In CI</title><link rel="icon" href="data:,">${tag}</head>`);
  });
  await new Promise<void>((ready) => site.listen(0, '127.0.0.1', ready));
  const visit = await openPage(browser, `http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  await page.getByText('Wrong environment').waitFor();
  await page.getByText('Give that site or test a key of its own: choose its environment above').waitFor();
  expect(visit.complaints.filter((complaint) => complaint.includes('[OneVault]'))).toEqual([
    expect.stringContaining('a program drives the browser: use a key for test'),
  ]);
  await server.settled();
  expect((await server.events({ stage: 'any' })).map(({ event_data }) => event_data.title)).not.toContain('In CI');
  await visit.close();
  await fresh.close();
  await new Promise((closed) => site.close(closed));
});

test('the code for npm tracks a site as it is', async () => {
  const built = await bundle(await readCode('npm'), { format: 'iife' });
  const script = built.outputFiles?.[0]?.text.replaceAll('</script', '<\\/script') ?? '';
  await visit(
    `<!doctype html><html lang="en"><head><title>From npm</title><link rel="icon" href="data:,"><script>${script}</script></head>`,
    'From npm',
  );
});

test.each(Object.entries(FRAMEWORKS))('the code for %s imports what there is', async (way, { loader, uses }) => {
  const code = await readCode(way);
  expect(code).toContain(uses);
  expect(code).toMatch(/apiToken: 'ovt_\w+'/);
  // Nuxt finds its modules by their names.
  createRequire(join(PROJECT, 'package.json')).resolve(uses);
  const script = /<script>([\s\S]*)<\/script>/.exec(code)?.[1] ?? code;
  const { warnings } = await bundle(script, {
    stdin: { contents: script, resolveDir: PROJECT, loader },
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    external: [
      'react',
      'react/*',
      'react-dom/*',
      'vue',
      '$app/*',
      'astro/*',
      'node:*',
      './App',
      './App.vue',
      './router',
    ],
  });
  expect(warnings).toEqual([]);
});
