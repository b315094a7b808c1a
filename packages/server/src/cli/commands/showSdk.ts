import { findSdk, toSdkPaths } from '../../http/findSdk.ts';
import type { Command } from '../command.ts';
import { failed, readFlags } from '../readFlags.ts';
import { toTable } from '../toTable.ts';

const HELP = `onevault-server sdk: the tags to paste into pages, and the scripts of this server with their hashes

  --url <origin>            Where pages reach the server, such as https://t.shop.example.
                            Default http://localhost:8000
  --customer <id>           Whose tags. Default demo
  --key <key>               A write key: everybody can read it in the page. Default ovt_demo
  --json
  --help
`;

const FLAGS = {
  url: { type: 'string' },
  customer: { type: 'string' },
  key: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `sdk`: what to paste into a page. */
export const showSdk: Command = async (args, _env, terminal) => {
  const flags = readFlags(args, FLAGS);
  if (flags.help) return terminal.print(HELP);
  const origin = readOrigin(flags.url ?? 'http://localhost:8000');
  const sdk = findSdk();
  if (!sdk) throw new Error('Failed to find the scripts: this package was not built.');
  const { moving, fixed } = toSdkPaths(sdk.version);
  const files = sdk.files.map((file) => ({
    ...file,
    url: `${origin}${moving}/${file.name}`,
    fixed_url: `${origin}${fixed}/${file.name}`,
  }));
  const snippet = `<script>${sdk.snippet}onevault.enableAutoTracking()</script>`;
  if (flags.json) return terminal.print(JSON.stringify({ version: sdk.version, files, snippet }));
  terminal.print(
    toTable([
      ['Script', 'Bytes', 'Gzip', 'Integrity'],
      ...files.map((file) => [file.name, String(file.bytes), String(file.gzip_bytes), file.integrity]),
    ]),
  );
  const [first] = files;
  const data = `data-customer="${toAttribute(flags.customer ?? 'demo')}" data-key="${toAttribute(flags.key ?? 'ovt_demo')}"`;
  terminal.print(`
A tag that tracks by itself, always with the newest ${moving.slice('/sdk/'.length)}.x:
  <script async src="${first?.url}" ${data}></script>

The same with this version and no other (${sdk.version}). After an upgrade of the server, change the tag too:
  <script async src="${first?.fixed_url}" integrity="${first?.integrity}" crossorigin="anonymous" ${data}></script>

If the page calls the tracker itself, as in onevault.trackEvent('signup'): put this above the tag and behind <title>. It
keeps the calls until the script has come:
  ${snippet}`);
};

const toAttribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

function readOrigin(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (!url || !/^https?:$/.test(url.protocol)) throw failed('--url', `${given} is no http(s) address`, 'https://…');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
