/** `npm start`: builds what is stale, starts the reference server with the example shop, says what to open. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { argv, env, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { buildStale } from './buildStale.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CLI = join(ROOT, 'packages/mock-server/dist/cli.js');
const SHOP = join(ROOT, 'examples/script-tag/public');
const SDK = join(ROOT, 'packages/sdk/dist/onevault.min.js');

const built = buildStale();
if (built.length > 0) stdout.write(`Built ${built.join(', ')}.\n`);

// The shop finds the SDK beside its pages, as it would on any static host.
const files = ['--serve', `/shop=${SHOP}`, '--serve', `/shop/onevault.min.js=${SDK}`];
const server = spawn(process.execPath, [CLI, ...files, ...argv.slice(2)], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env,
});

let isAnnounced = false;
let seen = '';
server.stdout.on('data', (chunk) => {
  stdout.write(chunk);
  if (isAnnounced) return;
  seen += chunk;
  const url = seen.match(/https?:\/\/\S+?:\d+/)?.[0];
  if (!url) return;
  isAnnounced = true;
  announce(url);
});

// A terminal sends Ctrl-C to the whole group, so the server has it already; a process manager sends
// SIGTERM to this process alone. In both cases the server ends first, with what it had accepted stored.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => server.kill('SIGTERM'));
server.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1);
});

/** @param {string} url */
function announce(url) {
  stdout.write(`
  Open the shop         ${url}/shop/
  See what arrived      curl -H 'X-Customer-ID: demo' -H 'Authorization: Bearer ovt_demo' '${url}/api/v1/track/dashboard?limit=5'
  Check the server      npm run check -- --url ${url} --customer demo --token ovt_demo
  Stop                  Ctrl-C (the events stay in .onevault)

`);
}
