import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { InitError } from './initError.ts';
import { planInit } from './planInit.ts';
import { openProject } from './project.ts';
import { toPatch } from './toPatch.ts';

const HELP = `onevault-tracker init: adds the tracker to the application in this folder

  onevault-tracker init [--url <url>] [--customer <id>] [--key <write key>] [--yes]

  --url <url>           The server that takes the events. Default http://localhost:8000
  --customer <id>       Default demo
  --key <write key>     A key that can only post events, since every visitor can read it. Default ovt_demo
  --dry-run             Shows what would change, and changes nothing
  --yes                 Changes it without asking
  --help

It knows Vite, Next.js, Nuxt, SvelteKit, Astro and plain HTML. It shows the difference, asks, and makes or changes only
the files in it. Where it is not sure it changes nothing and says why.
`;

const OPTIONS = {
  url: { type: 'string', default: 'http://localhost:8000' },
  customer: { type: 'string', default: 'demo' },
  key: { type: 'string', default: 'ovt_demo' },
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  help: { type: 'boolean', short: 'h' },
} as const;

export interface Terminal {
  print(text: string): void;
  /** Whether the person wants it; throws where nobody can be asked. */
  confirm(question: string): Promise<boolean>;
}

/**
 * `onevault-tracker init` in a folder: shows what it would change, asks, and changes only that.
 *
 * @throws InitError if it is not sure; then nothing is changed.
 */
export async function runInit(args: string[], folder: string, { print, confirm }: Terminal): Promise<void> {
  const { values, positionals } = readArgs(args);
  if (values.help || positionals.length === 0) return print(HELP);
  if (positionals.length > 1 || positionals[0] !== 'init')
    throw new InitError('there is one command', 'init, or --help');
  const project = openProject(folder);
  const settings = { apiBaseUrl: readUrl(values.url), customerId: values.customer, apiToken: values.key };
  const { framework, edits } = planInit(project, settings);

  print(`${framework}:\n\n${edits.map(toPatch).join('\n')}`);
  if (values['dry-run']) return;
  if (!values.yes && !(await confirm('Change these files?'))) return print('Nothing was changed.');
  for (const { path, after } of edits) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), after);
  }
  print(`Changed ${edits.map(({ path }) => path).join(' and ')}.`);
  const isMissing =
    edits.some(({ after }) => after.includes("'@onevault/tracker'")) && !project.dependencies.has('@onevault/tracker');
  if (isMissing) print('Now install the package @onevault/tracker in this project.');
}

function readArgs(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch {
    // Not its message: it may repeat a key.
    throw new InitError('a flag is unknown or has no value', '--help');
  }
}

function readUrl(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    throw new InitError(`--url ${text} is not the address of a server`, '--url https://track.example');
  }
  return text.replace(/\/+$/, '');
}
