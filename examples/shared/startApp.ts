import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** A placeholder in the built files for the server's address, which differs in each run. */
const SOME_SERVER = 'http://onevault.invalid';
const NOT_INPUTS = new Set([
  'node_modules',
  'dist',
  'test',
  '.astro',
  '.next',
  '.nuxt',
  '.output',
  '.svelte-kit',
  'README.md',
]);
/** Of the SDK, what apps bundle. */
const BUILT = ['onevault', 'next', 'svelte', 'vue', 'nuxt', 'nuxt-plugin', 'astro', 'astro-client'];
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};

export interface App {
  url: string;
  close(): Promise<void>;
}

/**
 * Serves the production build of an example, for a tracking server at `serverUrl`: `npm run build` writes static files
 * to `dist`, but only if a source has changed since.
 */
export async function startApp(folder: string, serverUrl: string): Promise<App> {
  buildIfStale(folder);
  const dist = join(folder, 'dist');
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', SOME_SERVER).pathname);
    const file = [path, `${path}.html`, `${path}/index.html`]
      .map((name) => join(dist, name))
      .find((name) => name.startsWith(dist) && extname(name) && existsSync(name));
    if (!file) {
      // A browser requests an icon by itself, and logs an error if there is none.
      response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
      return;
    }
    const type = TYPES[extname(file)];
    response.writeHead(200, { 'Content-Type': type ?? 'application/octet-stream' });
    response.end(type ? readFileSync(file, 'utf8').replaceAll(SOME_SERVER, serverUrl) : readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function buildIfStale(folder: string): void {
  const stamp = join(ROOT, '.cache', 'build', `example+${basename(folder)}`);
  const hash = createHash('sha256');
  addFile(hash, join(ROOT, 'pnpm-lock.yaml'));
  for (const name of BUILT) addFile(hash, join(ROOT, `packages/sdk/dist/${name}.js`));
  addFolder(hash, folder);
  const inputs = hash.digest('hex');
  if (existsSync(join(folder, 'dist')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return;
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: {
      ...process.env,
      // Otherwise a test's own setting would go into the build.
      NODE_ENV: 'production',
      NEXT_PUBLIC_ONEVAULT_URL: SOME_SERVER,
      NUXT_PUBLIC_ONEVAULT_API_BASE_URL: SOME_SERVER,
      PUBLIC_ONEVAULT_URL: SOME_SERVER,
      VITE_ONEVAULT_URL: SOME_SERVER,
      ASTRO_TELEMETRY_DISABLED: '1',
      NEXT_TELEMETRY_DISABLED: '1',
      NUXT_TELEMETRY_DISABLED: '1',
    },
  });
  if (status !== 0)
    throw new Error(`Failed to build ${folder}: its build script ended with ${status}.\n${stdout}${stderr}`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, inputs);
}

function addFolder(hash: ReturnType<typeof createHash>, folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (NOT_INPUTS.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) addFolder(hash, path);
    else addFile(hash, path);
  }
}

function addFile(hash: ReturnType<typeof createHash>, path: string): void {
  hash.update(`${path.slice(ROOT.length)}\0`).update(readFileSync(path));
}
