import { findSdk, toSdkPaths } from '../../http/findSdk.ts';
import type { Command } from '../command.ts';
import { failed, readFlags } from '../readFlags.ts';
import { toTable } from '../toTable.ts';

const HELP = `onevault-server sdk: the tracker's scripts that this server hands to pages, with their hashes

  --url <origin>            Where pages reach the server, such as https://t.shop.example.
                            Default http://localhost:8000
  --json
  --help
`;

const FLAGS = {
  url: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `sdk`: what to write into a page's script tag. */
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
  if (flags.json) return terminal.print(JSON.stringify({ version: sdk.version, files }));
  terminal.print(
    toTable([
      ['Script', 'Bytes', 'Gzip', 'Integrity'],
      ...files.map((file) => [file.name, String(file.bytes), String(file.gzip_bytes), file.integrity]),
    ]),
  );
  const [first] = files;
  terminal.print(`
Always the newest ${moving.slice('/sdk/'.length)}.x:
  <script src="${first?.url}"></script>

This version and no other (${sdk.version}). After an upgrade of the server, change the tag too:
  <script src="${first?.fixed_url}" integrity="${first?.integrity}" crossorigin="anonymous"></script>`);
};

function readOrigin(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (!url || !/^https?:$/.test(url.protocol)) throw failed('--url', `${given} is no http(s) address`, 'https://…');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
