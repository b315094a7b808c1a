/**
 * `npm run release:dry`: makes the next release as the release workflow does, into a registry that lives only as long as
 * this command, and installs it from there by name in an empty project. Nothing here changes and nothing leaves this
 * machine: it works in a clone of the last commit. What it cannot show is provenance, which only a workflow can sign; it
 * checks what npm asks for it. Takes some minutes.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath, exit, stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** A registry made for this, fetched when it is needed: the last version that runs on Node 20. */
const REGISTRY = {
  private: true,
  dependencies: { verdaccio: '6.8.0' },
  // One of its packages asks for this one by a tag, which mirrors may not have.
  overrides: { 'node-fetch': '^2.7.0' },
};
const PNPM = ['--yes', 'pnpm@12.21.0'];
const PUBLISHED = ['sdk', 'server', 'mock-server'];

const folder = mkdtempSync(join(tmpdir(), 'onevault-release-'));
const clone = join(folder, 'clone');
const project = join(folder, 'project');
/** @type {(() => void)[]} */
const ends = [() => rmSync(folder, { recursive: true, force: true })];
try {
  await makeRelease();
} catch (error) {
  const { message, stderr: output, stdout: said } = /** @type {Error & { stderr?: string, stdout?: string }} */ (error);
  stderr.write(`\nFailed to make the release: ${message}\n${output || said || ''}\n`);
  end();
  exit(1);
}
end();

async function makeRelease() {
  say('Cloning the last commit');
  await run('git', ['clone', '--quiet', ROOT, clone], ROOT);
  const { stdout: changed } = await run('git', ['status', '--porcelain'], ROOT);
  if (changed !== '') stdout.write('  What is not committed is left out.\n');

  say('Checking what npm asks for provenance');
  for (const name of PUBLISHED) checkManifest(name);
  checkWorkflow();

  say('Installing');
  await run('npx', [...PNPM, 'install', '--frozen-lockfile', '--prefer-offline'], clone);
  say('Raising the versions, and writing the changelogs');
  await run('npx', [...PNPM, 'run', 'release:version'], clone);
  const left = readdirSync(join(clone, '.changeset')).filter((name) => name.endsWith('.md') && name !== 'README.md');
  if (left.length > 0) throw new Error(`changesets are left: ${left.join(', ')}`);
  const packages = PUBLISHED.map((name) => readManifest(clone, name));
  for (const { name, version } of packages) stdout.write(`  ${name} ${version}\n`);
  await run('git', ['-c', 'user.name=dry', '-c', 'user.email=dry@localhost', 'commit', '-qam', 'release'], clone);
  say('Building');
  await run('npx', [...PNPM, 'run', 'build'], clone);

  say('Starting a registry');
  const registry = await startRegistry();
  const settings = { npm_config_registry: registry, npm_config_userconfig: writeUserConfig(registry) };
  say('Publishing');
  await run('npx', [...PNPM, 'run', 'release:publish'], clone, settings);
  for (const { name, version } of packages) {
    const { dist, dependencies = {} } = await readPublished(registry, name, version);
    const ranges = Object.values(dependencies).filter((range) => range.startsWith('workspace:'));
    if (ranges.length > 0) throw new Error(`${name} depends on ${ranges.join(', ')}`);
    const tarball = await (await fetch(dist.tarball)).arrayBuffer();
    stdout.write(`  ${name} ${version}: ${Math.round(tarball.byteLength / 1024)} KiB\n`);
  }
  say('Publishing again, which must change nothing');
  await run('npx', [...PNPM, 'run', 'release:publish'], clone, settings);

  say('Installing by name in an empty project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }');
  const names = packages.map(({ name, version }) => `${name}@${version}`);
  await run('npm', ['install', '--no-audit', '--no-fund', ...names], project, settings);
  say('Tracking an event there');
  writeFileSync(
    join(project, 'track.mjs'),
    `import { createMockServer } from '@onevault/mock-server/testing';
    import { OneVaultTracker } from '@onevault/tracker';
    const server = await createMockServer({ engine: 'pglite' });
    const tracker = new OneVaultTracker(server.trackerOptions);
    await tracker.trackEvent('signup', { plan: 'pro' });
    await server.waitFor({ event_type: 'signup', where: { plan: 'pro' } });
    tracker.shutdown();
    await server.close();`,
  );
  await run(execPath, ['track.mjs'], project);
  const { stdout: version } = await run(join(project, 'node_modules/.bin/onevault-server'), ['--version'], project);
  stdout.write(`  onevault-server ${version.trim()}\n\nThe release would succeed.\n`);
}

/** npm compares the repository of a package with that of the workflow that publishes it. @param {string} name */
function checkManifest(name) {
  const { repository, private: isPrivate } = readManifest(clone, name);
  const { repository: wanted } = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8'));
  if (isPrivate) throw new Error(`packages/${name} is private`);
  if (repository?.url !== wanted.url) throw new Error(`packages/${name} names no repository, or another one`);
  if (repository.directory !== `packages/${name}`) throw new Error(`packages/${name} names another directory`);
}

function checkWorkflow() {
  const workflow = readFileSync(join(clone, '.github/workflows/release.yml'), 'utf8');
  for (const setting of ['id-token: write', 'NPM_CONFIG_PROVENANCE: "true"', 'run release:publish']) {
    if (!workflow.includes(setting)) throw new Error(`release.yml lacks ${setting}`);
  }
}

/** @param {string} root @param {string} name */
function readManifest(root, name) {
  return JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
}

/** Our packages come from nowhere else, even if somebody has taken their names; all others from where npm finds them. */
async function startRegistry() {
  const { stdout: upstream } = await run('npm', ['config', 'get', 'registry'], folder);
  const home = join(folder, 'registry');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), JSON.stringify(REGISTRY));
  await run('npm', ['install', '--no-audit', '--no-fund'], home);
  const port = await findPort();
  const config = join(home, 'verdaccio.yaml');
  writeFileSync(
    config,
    JSON.stringify({
      storage: join(home, 'storage'),
      uplinks: { npm: { url: upstream.trim(), maxage: '60m' } },
      packages: {
        '@onevault/*': { access: '$all', publish: '$all', unpublish: '$all' },
        '**': { access: '$all', proxy: 'npm' },
      },
      max_body_size: '100mb',
      log: { type: 'stdout', level: 'error' },
      web: { enable: false },
    }),
  );
  const program = join(home, 'node_modules/verdaccio/bin/verdaccio');
  const child = spawn(execPath, [program, '--config', config, '--listen', `127.0.0.1:${port}`], { stdio: 'ignore' });
  ends.unshift(() => child.kill());
  const url = `http://127.0.0.1:${port}/`;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the registry ended with ${child.exitCode}`);
    const isUp = await fetch(`${url}-/ping`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return url;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** A registry without users takes any token, but npm sends nothing without one. @param {string} registry */
function writeUserConfig(registry) {
  const file = join(folder, 'npmrc');
  writeFileSync(file, `registry=${registry}\n${registry.slice('http:'.length)}:_authToken=none\nprovenance=false\n`);
  return file;
}

/** @param {string} registry @param {string} name @param {string} version */
async function readPublished(registry, name, version) {
  const answer = await fetch(`${registry}${name.replace('/', '%2f')}`);
  const published = (await answer.json()).versions?.[version];
  if (!published) throw new Error(`${name} ${version} was not published`);
  return published;
}

/** @returns {Promise<number>} */
function findPort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** @param {string} file @param {string[]} args @param {string} cwd @param {Record<string, string>} [more] */
function run(file, args, cwd, more = {}) {
  return promisify(execFile)(file, args, { cwd, env: { ...env, CI: 'true', ...more }, maxBuffer: 1 << 26 });
}

/** @param {string} step */
function say(step) {
  stdout.write(`${step} …\n`);
}

function end() {
  for (const one of ends) one();
}
