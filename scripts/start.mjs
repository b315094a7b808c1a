/** `npm start`: installs missing packages, builds stale ones, starts the server with the shop, says what to open. */
import { join } from 'node:path';
import { argv, stdout } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildStale } from './buildStale.mjs';
import { installMissing } from './installMissing.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CLI = join(ROOT, 'packages/mock-server/dist/cli.js');
const SHOP = join(ROOT, 'examples/script-tag/public');
const SDK = join(ROOT, 'packages/sdk/dist');
const SCRIPTS = ['onevault.min.js', 'onevault.inspector.js'];
/** Soon enough for an immediate new start, and rare enough to cost no CPU. */
const PARENT_CHECK_MS = 250;

const given = argv.slice(2);
const { values } = parseArgs({
  args: given,
  options: { port: { type: 'string', default: '8000' }, help: { type: 'boolean' }, version: { type: 'boolean' } },
  strict: false,
});

installMissing();
await buildStale({ all: false, onBuild: (name) => stdout.write(`Building ${name} …\n`) });

// If npm is stopped without Ctrl-C, its scripts keep running, and this one would keep the port.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && process.kill(process.pid, 'SIGTERM'), PARENT_CHECK_MS).unref();

// Runs the server's command line in this process: signals reach it once, and it starts sooner.
process.chdir(ROOT);
// The SDK is beside the shop's pages, as on any static host.
const served = [`/shop=${SHOP}`, ...SCRIPTS.map((name) => `/shop/${name}=${join(SDK, name)}`)];
argv.splice(2, given.length, ...served.flatMap((one) => ['--serve', one]), ...given);
await import(pathToFileURL(CLI).href);

// The server listens. For port 0 only its own ready line has the port.
if (!values.help && !values.version && values.port !== '0') announce(`http://localhost:${values.port}`);

/** @param {string} url */
function announce(url) {
  stdout.write(`
  Open the shop         ${url}/shop/
  … with the inspector  ${url}/shop/?ov_debug
  See what arrives      ${url}/
  Check the server      npm run check -- --url ${url} --customer demo --token ovt_demo
  Stop                  Ctrl-C (the events stay in .onevault)

`);
}
