/**
 * Every block of TypeScript, JavaScript and HTML in the documents does what it says, with the packed packages; what it
 * tracks stands in the view Live of the server's page.
 */
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, connectBrowser } from '../connectBrowser.ts';
import { findChromium } from '../findChromium.mjs';
import { installPacked } from '../installPacked.ts';
import { findBlock } from './findBlock.ts';
import { type Live, openLive } from './openLive.ts';
import { BODY, PAGE_BLOCKS, type PageBlock } from './pageBlocks.ts';
import { readResults } from './readResults.ts';
import { type RunningTool, runTool, startTool, type ToolResult, toolEnvironment } from './runTool.ts';
import { DOCUMENTED_URL, SPEC_BLOCKS } from './specBlocks.ts';
import { toSpecFile } from './toSpecFile.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SETUP_MS = 240_000;
/** The reader's other tools, from this workspace: only our own packages come from tarballs. */
const TOOL_ROOMS = [
  'packages/mock-server',
  'packages/sdk',
  'examples/integration-tests',
  'examples/jest-jsdom',
  '.',
  'docs',
];
const TOOLS = [
  'vitest',
  'msw',
  'vue',
  'vue-router',
  'zod',
  'react',
  'react-dom',
  'happy-dom',
  'h3',
  '@jest/globals',
  '@playwright/test',
  '@testing-library/dom',
  '@testing-library/react',
  '@types/node',
  '@types/react',
  '@types/react-dom',
  'react-router',
  '@tanstack/react-router',
  '@angular/common',
  '@angular/compiler',
  '@angular/core',
  '@angular/platform-browser',
  '@angular/router',
  'rxjs',
];
/** What Vue wants of any bundler, and warns without. */
const VUE = Object.fromEntries(
  ['OPTIONS_API', 'PROD_DEVTOOLS', 'PROD_HYDRATION_MISMATCH_DETAILS'].map((name) => [`__VUE_${name}__`, 'false']),
);
const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: ['node'],
    jsx: 'react-jsx',
    strict: true,
    noImplicitAny: true,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
  },
  include: ['test', 'pages'],
};

let project: string;
let site: string;
let server: RunningTool;
let browser: Browser;
let live: Live;
let types: Promise<ToolResult>;
let vitest: Promise<ToolResult>;
let playwright: Promise<ToolResult>;
const specs = Object.entries(SPEC_BLOCKS).map(([id, block]) => ({
  ...toSpecFile(id, block),
  runner: block.runner,
  live: block.live ?? '',
}));

beforeAll(async () => {
  const installed = await installPacked();
  linkTools(join(installed, 'node_modules'));
  project = join(installed, 'blocks');
  site = join(project, 'site');
  for (const folder of [project, site, join(project, 'test'), join(project, 'pages')]) mkdirSync(folder);
  const main = join(installed, 'node_modules/@onevault/mock-server/dist/cli.js');
  const dist = join(installed, 'node_modules/@onevault/tracker/dist');
  const sdk = join(dist, 'onevault.min.js');
  // What is served must be there when the server starts.
  write('site/tracking.js', '');
  const serve = [
    `/site=${site}`,
    `/onevault.min.js=${sdk}`,
    `/site/onevault.min.js=${sdk}`,
    `/onevault.privacy-status.js=${join(dist, 'onevault.privacy-status.js')}`,
    `/tracking.js=${join(site, 'tracking.js')}`,
  ].flatMap((one) => ['--serve', one]);
  server = await startTool(process.execPath, [main, '--database', 'memory', '--port', '0', ...serve], project);
  await writeProject();
  types = runTool(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.'], project);
  vitest = runTool(
    process.execPath,
    [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--update', '--reporter=json', '--outputFile=vitest.json'],
    project,
  );
  playwright = vitest.then(() =>
    runTool(
      process.execPath,
      [join(ROOT, 'packages/mock-server/node_modules/@playwright/test/cli.js'), 'test', '--reporter=json'],
      project,
      toolEnvironment({ PLAYWRIGHT_JSON_OUTPUT_NAME: 'playwright.json' }),
    ),
  );
  browser = await connectBrowser();
  live = await openLive(browser, server.url, { customer: 'demo', token: 'ovt_demo' });
}, SETUP_MS);
afterAll(async () => {
  await Promise.allSettled([types, vitest, playwright, live?.close().then(() => browser.close())]);
  await server?.stop();
});

describe('tests', () => {
  test('have right types, and so have the modules of pages', async () => {
    expect(await types).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test.each(specs)('$id passes', async ({ name, runner }) => {
    if (runner === 'vitest') await vitest;
    else await playwright;
    const [result] = readResults(join(project, `${runner}.json`)).filter(({ file }) => file.endsWith(`/${name}`));
    const said = result ?? (await (runner === 'vitest' ? vitest : playwright));
    expect(said).toMatchObject({ tests: expect.any(Number), failures: [] });
    expect(result?.tests).toBeGreaterThan(0);
  });

  test.each(specs.filter((one) => one.live))('what $id tracks stands in Live', async ({ live: eventType }) => {
    await vitest;
    await live.reload(eventType);
    await live.see(eventType);
  });
});

describe('pages', () => {
  test.each(Object.entries(PAGE_BLOCKS))('%s ends with its events in Live', async (id, block) => {
    // Blocks of a test runner send to this server, too.
    await vitest;
    await fetch(`${server.url}/mock/reset`, { method: 'POST' });
    await live.reload();
    const context = await browser.newContext();
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', ({ message }) => problems.push(message));
    page.on('console', (message) => message.type() === 'warning' && problems.push(message.text()));
    await page.goto(`${server.url}/site/${await writePage(id, block)}`);
    await (block.act ? block.act(page) : page.locator('#buy').click());
    for (const [event_type, where] of Object.entries(block.stored)) {
      if (event_type === 'web_vital') await page.goto('about:blank');
      const body = JSON.stringify({ customer_id: 'demo', event_type, where, timeout_ms: 15_000 });
      const answer = await fetch(`${server.url}/mock/wait`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
      });
      expect(await answer.json(), event_type).toMatchObject({ matched: true });
      await live.see(event_type);
    }
    await context.close();
    const { events } = await (await fetch(`${server.url}/mock/events?customer_id=demo`)).json();
    const stored = events.map(({ event_type }: { event_type: string }) => event_type);
    for (const type of block.missing ?? []) expect(stored).not.toContain(type);
    expect(JSON.stringify(events)).not.toContain('ann@mail.example');
    expect(problems.filter((problem) => !('js_error' in block.stored) || problem !== 'This page fails.')).toEqual([]);
  });
});

function linkTools(modules: string): void {
  for (const name of TOOLS) {
    const target = TOOL_ROOMS.map((room) => join(ROOT, room, 'node_modules', name)).find((path) => existsSync(path));
    if (!target) throw new Error(`No package of this workspace has ${name}.`);
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(target, join(modules, name), 'junction');
  }
}

/** The reader's project: what their imports name is from the examples that the documents name. */
async function writeProject(): Promise<void> {
  cpSync(join(ROOT, 'examples/integration-tests/src'), join(project, 'src'), { recursive: true });
  cpSync(join(ROOT, 'examples/script-tag/public'), join(project, 'script-tag/public'), { recursive: true });
  const launchOptions = { executablePath: await findChromium({ install: false }), chromiumSandbox: false };
  write('package.json', '{ "name": "blocks", "private": true, "type": "module" }');
  write('tsconfig.json', JSON.stringify(TSCONFIG));
  write('vitest.config.js', "export default { test: { include: ['test/*.test.{ts,tsx,js}'], maxWorkers: 2 } };");
  write(
    'playwright.config.js',
    `export default { testMatch: 'test/*.spec.ts', workers: 1, use: ${JSON.stringify({ launchOptions, bypassCSP: true })} };`,
  );
  for (const { name, text } of specs) write(`test/${name}`, withUrl(text));
  for (const [id, block] of Object.entries(PAGE_BLOCKS)) {
    if (block.kind === 'module') write(`pages/${toModuleName(id)}`, toModule(id, block));
    for (const [name, text] of Object.entries(block.modules ?? {})) write(`pages/${name}`, text);
  }
}

function toModule(id: string, { before = '', append = '' }: PageBlock): string {
  return withUrl(`${before}\n${findBlock(id).code}\n${append}\n`);
}

function toModuleName(id: string): string {
  return `${id.replace(/[^\w.]+/g, '-')}.${findBlock(id).language}`;
}

/** Returns the name of the page. */
async function writePage(id: string, block: PageBlock): Promise<string> {
  for (const [name, read] of Object.entries(block.files ?? {})) write(`site/${name}`, withUrl(read()));
  let code = findBlock(id).code;
  if (block.kind === 'module') {
    const entry = join(project, 'pages', toModuleName(id));
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      format: 'esm',
      define: VUE,
    });
    code = `<script type="module">${outputFiles[0]?.text}</script>`;
  }
  const name = `page${Object.keys(PAGE_BLOCKS).indexOf(id)}.html`;
  write(`site/${name}`, `<!doctype html><meta charset="utf-8"><title>Tea</title>\n${withUrl(code)}${BODY}`);
  return name;
}

function write(path: string, text: string): void {
  writeFileSync(join(project, path), text);
}

/** Pages have another origin than the API, as most have. */
function withUrl(text: string): string {
  return text.replaceAll(DOCUMENTED_URL, server.url.replace('127.0.0.1', 'localhost'));
}
