import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const OURS = 'OneVault';
/** The peers, by the name of their file in `bench/trackers` and of their package, and how they are started there. */
const PEERS = {
  OpenPanel: [
    'openPanel',
    '@openpanel/web',
    '`trackScreenViews`, `trackOutgoingLinks` and `trackAttributes`, as its script tag starts it. It always sends with `keepalive`, and tries three times again.',
  ],
  Plausible: [
    'plausible',
    '@plausible-analytics/tracker',
    'all that it tracks by itself: `outboundLinks`, `fileDownloads`, `formSubmissions`. It always sends with `keepalive`, and has no queue.',
  ],
  Snowplow: [
    'snowplow',
    '@snowplow/browser-tracker',
    'with activity, link clicks and forms, and with `keepalive`, which its documentation has for pages that are closed (it is off by default). `bufferSize` is 1, which its documentation recommends. It leaves page views to the application: here the application calls `trackPageView` after each change of route.',
  ],
};
const OUR_START = `const tracker = new OneVaultTracker({ apiBaseUrl: sink, customerId: 'bench', apiToken: 'bench' });
tracker.enableAutoTracking();
window.track = (name, data) => tracker.trackCustomEvent(name, data);`;

/**
 * @typedef {object} Tracker
 * @property {string} code a script with all that the tracker needs, and its start
 * @property {string} version
 * @property {string} options how it is started, for people
 */

/** Ours as its script tag with its defaults, then the peers as their packages are bundled. @returns {Promise<Record<string, Tracker>>} */
export async function readTrackers() {
  const sdk = new URL('../../packages/sdk/', import.meta.url);
  const { version } = JSON.parse(readFileSync(new URL('package.json', sdk), 'utf8'));
  const ours = readFileSync(new URL('dist/onevault.min.js', sdk), 'utf8');
  const options = 'the script tag with its defaults, and auto-tracking.';
  /** @type {Record<string, Tracker>} */
  const trackers = { [OURS]: { code: `${ours}\n${OUR_START}`, version, options } };
  for (const [name, [file, module = '', how = '']] of Object.entries(PEERS)) {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL(`../trackers/${file}.mjs`, import.meta.url))],
      bundle: true,
      // OpenPanel loads its recorder of sessions only where that is switched on.
      external: ['./replay-*'],
      minify: true,
      format: 'iife',
      target: 'es2021',
      write: false,
      logLevel: 'error',
    });
    trackers[name] = { code: outputFiles[0]?.text ?? '', version: readVersion(module), options: how };
  }
  return trackers;
}

/** The package may not export its manifest. @param {string} module */
function readVersion(module) {
  const folders = createRequire(import.meta.url).resolve.paths(module) ?? [];
  for (const folder of folders) {
    try {
      return JSON.parse(readFileSync(`${folder}/${module}/package.json`, 'utf8')).version;
    } catch {}
  }
  throw new Error(`Failed to measure: ${module} is not installed.`);
}
