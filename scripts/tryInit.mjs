/**
 * `npm run try:init [names…]`: makes an application with each framework's own generator (Vite, Next.js, Nuxt, SvelteKit,
 * Astro), installs the packed tracker and test kit, and does what the documents say: `onevault-tracker init`, a build,
 * and `onevault-mock-server verify` on what it serves. Fails unless a visit of each is one page view on the server. Takes
 * some minutes and fetches the newest versions, so it is no part of `npm test`. The newest frameworks need Node 22: with an
 * older one the applications get theirs from the registry.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { argv, env, execPath, exit, stderr, stdout, versions } from 'node:process';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { buildStale } from './buildStale.mjs';
import { findChromium } from './findChromium.mjs';
import { installMissing } from './installMissing.mjs';
import { MINIMAL_TEMPLATES } from './minimalTemplates.mjs';
import { pack } from './pack.mjs';

/**
 * @typedef {object} Framework
 * @property {string[]} create arguments of npx; it makes the folder "app"
 * @property {string[]} serve arguments of npx, with what was built
 * @property {Record<string, string>} [env]
 * @property {Record<string, string>} [template] what the generator would fetch from elsewhere than a registry
 */
/** @type {Record<string, (port: number) => Framework>} */
const FRAMEWORKS = {
  vite: (port) => ({
    create: ['create-vite@latest', 'app', '--template', 'react-ts', '--no-interactive'],
    serve: ['vite', 'preview', '--port', String(port), '--strictPort', '--host', '127.0.0.1'],
  }),
  next: (port) => ({
    create: ['create-next-app@latest', 'app', '--yes', '--ts', '--app', '--empty', '--skip-install', '--disable-git'],
    serve: ['next', 'start', '--port', String(port), '--hostname', '127.0.0.1'],
  }),
  nuxt: (port) => ({
    create: [
      'nuxi@latest',
      'init',
      'app',
      '--template',
      'minimal',
      '--packageManager',
      'npm',
      '--no-install',
      '--no-gitInit',
      '--no-modules',
    ],
    template: MINIMAL_TEMPLATES.nuxt,
    serve: ['nuxt', 'preview'],
    env: { PORT: String(port), HOST: '127.0.0.1', NITRO_PORT: String(port), NITRO_HOST: '127.0.0.1' },
  }),
  sveltekit: (port) => ({
    create: ['sv@latest', 'create', 'app', '--template', 'minimal', '--types', 'ts', '--no-add-ons', '--no-install'],
    serve: ['vite', 'preview', '--port', String(port), '--strictPort', '--host', '127.0.0.1'],
  }),
  astro: (port) => ({
    create: [
      'create-astro@latest',
      'app',
      '--template',
      'minimal',
      '--no-install',
      '--no-git',
      '--skip-houston',
      '--yes',
    ],
    template: MINIMAL_TEMPLATES.astro,
    serve: ['astro', 'preview', '--port', String(port), '--host', '127.0.0.1'],
  }),
};
const FIRST_PORT = 18_400;

const asked = argv.slice(2);
installMissing();
await buildStale();
const tarballs = pack();
const PATH = await findPath();
const { createMockServer } = await import('../packages/mock-server/dist/testing.js');
const failures = [];
for (const [n, [name, toFramework]] of Object.entries(FRAMEWORKS).entries()) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const folder = mkdtempSync(join(tmpdir(), `onevault-${name}-`));
  stdout.write(`\n━━ ${name}\n`);
  try {
    await tryFramework(toFramework(FIRST_PORT + n), folder, FIRST_PORT + n);
  } catch (error) {
    const {
      message,
      stdout: said,
      stderr: output,
    } = /** @type {Error & { stdout?: string, stderr?: string }} */ (error);
    failures.push(name);
    stderr.write(`${message}\n${said ?? ''}\n${output ?? ''}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
if (failures.length > 0) {
  stderr.write(`\nFailed: ${failures.join(', ')}\n`);
  exit(1);
}

/** @param {Framework} framework @param {string} folder @param {number} port */
async function tryFramework({ create, template, serve, env: more = {} }, folder, port) {
  const app = join(folder, 'app');
  try {
    await run('npx', ['--yes', ...create], folder);
  } catch (error) {
    if (!template) throw error;
    stdout.write('  The generator failed, as it does where its templates are out of reach: this is a copy of them.\n');
    rmSync(app, { recursive: true, force: true });
    for (const [name, text] of Object.entries(template)) {
      mkdirSync(dirname(join(app, name)), { recursive: true });
      writeFileSync(join(app, name), text);
    }
  }
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', 'playwright-core', ...tarballs], app);
  stdout.write(`  ${versionsOf(app)}\n`);
  const server = await createMockServer({ port: 0 });
  const { customerId, apiToken } = server.trackerOptions;
  const init = ['onevault-tracker', 'init', '--url', server.url, '--customer', customerId, '--key', apiToken];
  const { stdout: shown } = await run('npx', [...init, '--dry-run'], app);
  stdout.write(shown.replace(/^/gm, '  '));
  await run('npx', [...init, '--yes'], app);
  await run('npm', ['run', 'build'], app);
  const site = spawn('npx', serve, { cwd: app, env: { ...env, PATH, ...more }, stdio: 'ignore', detached: true });
  try {
    const url = `http://127.0.0.1:${port}/`;
    await waitFor(url, site);
    const chromiumPath = (await findChromium({ install: false })) ?? '';
    const plan = join(app, 'plan.mjs');
    writeFileSync(
      plan,
      `import { definePlan } from '@onevault/mock-server/plan';\nexport default definePlan({ page_view: { type: 'object' } });\n`,
    );
    const program = join(app, 'node_modules/@onevault/mock-server/dist/cli.js');
    const verify = [program, 'verify', '--url', url, '--plan', plan, '--browser', chromiumPath];
    const { stdout: verified } = await run(execPath, verify, app);
    stdout.write(verified.replace(/^/gm, '  '));
    // What it verifies goes to a server of its own, so one visit goes where the application was told to send.
    const browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ['--disable-gpu'],
      chromiumSandbox: false,
    });
    await (await browser.newPage()).goto(url);
    await server.waitFor({ event_type: 'page_view' });
    await browser.close();
    await server.settled();
    const views = (await server.engine.stagedEvents(customerId)).filter(({ event_type }) => event_type === 'page_view');
    if (views.length !== 1) throw new Error(`${views.length} page views of one visit are stored`);
  } finally {
    if (site.pid !== undefined && site.exitCode === null) process.kill(-site.pid);
    await server.close();
  }
}

/** What was fetched today. @param {string} app */
function versionsOf(app) {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'));
  return Object.keys({ ...dependencies, ...devDependencies })
    .filter((name) => /^(vite|next|nuxt|@sveltejs\/kit|astro|react|vue|svelte)$/.test(name))
    .map(
      (name) => `${name} ${JSON.parse(readFileSync(join(app, 'node_modules', name, 'package.json'), 'utf8')).version}`,
    )
    .join(', ');
}

/** @param {string} url @param {import('node:child_process').ChildProcess} site */
async function waitFor(url, site) {
  for (;;) {
    if (site.exitCode !== null) throw new Error(`the site ended with ${site.exitCode}`);
    const isUp = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** With a Node 22 in front, unless this one is as new. */
async function findPath() {
  if (Number(versions.node.split('.')[0]) >= 22) return env.PATH ?? '';
  const args = ['--yes', '--package', 'node@22', '--call', 'node --print process.execPath'];
  const { stdout: path } = await promisify(execFile)('npx', args, { cwd: tmpdir() });
  return `${dirname(path.trim())}${delimiter}${env.PATH}`;
}

/** @param {string} file @param {string[]} args @param {string} cwd */
function run(file, args, cwd) {
  if (!existsSync(cwd)) throw new Error(`${cwd} was not made`);
  const settings = {
    CI: 'true',
    NO_COLOR: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    NUXT_TELEMETRY_DISABLED: '1',
    ASTRO_TELEMETRY_DISABLED: '1',
  };
  return promisify(execFile)(file, args, { cwd, env: { ...env, PATH, ...settings }, maxBuffer: 1 << 26 });
}
