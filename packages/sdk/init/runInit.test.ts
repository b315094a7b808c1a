import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runInit } from './runInit.ts';

const SETTINGS = ['--url', 'https://track.example/', '--customer', 'shop', '--key', 'ovt_public'];
const OPTIONS = `{
  apiBaseUrl: 'https://track.example',
  customerId: 'shop',
  apiToken: 'ovt_public',
}`;
const MODULE = `import { OneVaultTracker } from '@onevault/tracker';

export const tracker = new OneVaultTracker(${OPTIONS});
tracker.enableAutoTracking();
`;
const VITE_PAGE = '<body>\n<script type="module" src="/src/main.tsx"></script>\n</body>\n';
const HEAD = '<!doctype html>\n<html>\n  <head>\n    <title>x</title>\n  </head>\n</html>\n';

let folder: string;
let printed: string;
let given: Record<string, string>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onevault-init-'));
  printed = '';
  given = {};
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('Vite: a module beside the entry, which imports it first', async () => {
  write({ ...depends('vite'), 'tsconfig.json': '{}', 'index.html': VITE_PAGE, 'src/main.tsx': "import './a';\n" });
  await init('--yes');
  expect(changed()).toEqual({ 'src/tracking.ts': MODULE, 'src/main.tsx': "import './tracking';\nimport './a';\n" });
  expect(printed).toContain("+import './tracking';\n import './a';");
  expect(printed).toContain('Changed src/tracking.ts and src/main.tsx.');
  expect(printed).toContain('install the package @onevault/tracker');
});

test.each([
  ['^15.3.0', 'app/page.tsx', 'instrumentation-client.ts'],
  ['16.0.1', 'src/app/page.tsx', 'src/instrumentation-client.ts'],
  ['latest', 'src/pages/index.tsx', 'src/instrumentation-client.ts'],
])('Next.js %s with %s: %s', async (version, page, path) => {
  write({ ...depends('next', version), 'tsconfig.json': '{}', [page]: '' });
  await init('--yes');
  expect(changed()).toEqual({ [path]: MODULE });
});

test.each([
  ['nuxt.config.ts', 'plugins/onevault.client.js'],
  ['app/app.vue', 'app/plugins/onevault.client.js'],
])('Nuxt with %s: %s', async (file, path) => {
  write({ ...depends('nuxt'), [file]: '' });
  await init('--yes');
  expect(Object.keys(changed())).toEqual([path]);
  expect(changed()[path]).toContain('defineNuxtPlugin');
});

test('SvelteKit: new hooks, or an import in those that are there', async () => {
  write({ ...depends('@sveltejs/kit'), 'tsconfig.json': '{}' });
  await init('--yes');
  expect(changed()).toEqual({ 'src/hooks.client.ts': MODULE });
  rmSync(join(folder, 'src'), { recursive: true });
  write({ 'src/hooks.client.ts': '// Errors.\nexport const handleError = () => {};\n' });
  await init('--yes');
  expect(changed()).toEqual({
    'src/tracking.ts': MODULE,
    'src/hooks.client.ts': "// Errors.\nimport './tracking';\nexport const handleError = () => {};\n",
  });
});

test('Astro: a module, and a script in the only layout', async () => {
  write({ ...depends('astro'), 'src/layouts/Layout.astro': HEAD, 'src/pages/index.astro': '<Layout/>' });
  await init('--yes');
  expect(changed()).toEqual({
    'src/tracking.js': MODULE,
    'src/layouts/Layout.astro': HEAD.replace('  </head>', "    <script>import '../tracking';</script>\n  </head>"),
  });
});

test('plain HTML: the script tag in the head, whatever the key is', async () => {
  write({ 'index.html': HEAD });
  await init('--yes', '--key', "a'</script>");
  const page = changed()['index.html'] ?? '';
  expect(page).toContain('<script src="https://track.example/sdk/0/onevault.min.js"></script>');
  expect(page).toContain("apiToken: 'a\\'\\u003c/script>',");
  expect(page.match(/<\/script>/g)).toHaveLength(2);
});

test.each<[string, Record<string, string>, string]>([
  ['no framework', {}, 'neither Vite'],
  ['an unknown framework', depends('ember-cli'), 'neither Vite'],
  ['two frameworks', { 'package.json': '{"dependencies":{"next":"16","nuxt":"4"}}' }, 'Nuxt and Next.js'],
  ['a broken package.json', { 'package.json': '{' }, 'not valid JSON'],
  ['an old Next.js', depends('next', '^14.2.0'), 'older than 15.3'],
  ['a file in the way', { ...depends('next'), 'instrumentation-client.js': '' }, 'exists'],
  ['two entries', { ...depends('vite'), 'index.html': VITE_PAGE + VITE_PAGE, 'src/main.tsx': '' }, 'not one'],
  ['an entry elsewhere', { ...depends('vite'), 'index.html': VITE_PAGE }, 'not one'],
  ['two layouts', { ...depends('astro'), 'src/pages/a.astro': HEAD, 'src/pages/b.astro': HEAD }, 'not one'],
  [
    'a tracker that is there',
    { ...depends('vite'), 'index.html': VITE_PAGE, 'src/main.tsx': "import '@onevault/tracker';\n" },
    'has the tracker already',
  ],
])('refuses %s, and changes nothing', async (_what, files, reason) => {
  write(files);
  await expect(init('--yes')).rejects.toThrow(/^\[OneVault\] Failed to add the tracker: .+\. Try .+\.$/);
  await expect(init('--yes')).rejects.toThrow(reason);
  expect(changed()).toEqual({});
});

test('what it shows is a patch that git applies', async () => {
  write({
    ...depends('vite'),
    'index.html': VITE_PAGE,
    'src/main.tsx': "// Starts.\nimport './a';\nimport './b';\nrun();\nx();\n",
  });
  await init('--dry-run');
  writeFileSync(join(folder, 'init.patch'), printed.slice(printed.indexOf('---')));
  execFileSync('git', ['apply', 'init.patch'], { cwd: folder });
  rmSync(join(folder, 'init.patch'));
  const applied = changed();
  rmSync(join(folder, 'src/tracking.js'));
  write(given);
  await init('--yes');
  expect(changed()).toEqual(applied);
});

test('changes nothing without a yes, and never repeats a key', async () => {
  write({ 'index.html': HEAD });
  await init('--dry-run');
  expect(printed).toContain('+    <script src=');
  await init();
  expect(printed).toContain('Nothing was changed.');
  await expect(init('--kez', 'ovt_secret')).rejects.not.toThrow('ovt_secret');
  expect(changed()).toEqual({});
});

function write(files: Record<string, string>): void {
  given = { ...given, ...files };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function init(...args: string[]): Promise<void> {
  const print = (text: string) => {
    printed += `${text}\n`;
  };
  return runInit(['init', ...SETTINGS, ...args], folder, { print, confirm: async () => false });
}

function depends(name: string, version = '*'): Record<string, string> {
  return { 'package.json': JSON.stringify({ dependencies: { [name]: version } }) };
}

/** What is not as it was given. */
function changed(): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
  const now = paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')] as const);
  return Object.fromEntries(now.filter(([path, text]) => given[path] !== text));
}
