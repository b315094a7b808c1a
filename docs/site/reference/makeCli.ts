import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '../Page.ts';
import { ROOT } from '../root.ts';

const run = promisify(execFile);
/** Each starts a Node: more at once would only wait for a processor. */
const AT_ONCE = 4;

const PROGRAMS = [
  {
    name: 'onevault-server',
    main: 'packages/server/dist/cli/main.js',
    source: 'packages/server/src/cli',
    description: 'Every command and flag of the server, as its --help prints them.',
  },
  {
    name: 'onevault-mock-server',
    main: 'packages/mock-server/dist/cli.js',
    source: 'packages/mock-server/src/cli',
    description: 'Every command and flag of the test kit, as its --help prints them.',
  },
  {
    name: 'onevault-tracker',
    main: 'packages/sdk/dist/init.js',
    source: 'packages/sdk/init',
    description: 'The command that adds the tracker to an application, as its --help prints it.',
  },
];

/** A page for each program: what `--help` prints, of the program and of each of its commands. */
export async function makeCli(): Promise<Page[]> {
  return Promise.all(
    PROGRAMS.map(async ({ name, main, source, description }) => {
      const file = join(ROOT, main);
      if (!existsSync(file)) {
        throw new Error(
          `Failed to build the site: there is no ${main}. Please run \`node scripts/buildStale.mjs\` first.`,
        );
      }
      const help = async (...command: string[]) => (await run('node', [file, ...command, '--help'])).stdout.trim();
      const whole = await help();
      const commands = [...whole.matchAll(new RegExp(`^ {2}${name} (\\w+) {2,}(.+)$`, 'gm'))].map(
        ([, command = '', about = '']) => ({ command, about }),
      );
      const texts = await inTurn(commands, async ({ command, about }) => {
        return `## ${name} ${command}\n\n${about}.\n\n${toBlock(await help(command))}`;
      });
      const intro = `What \`${name} --help\` prints, and \`--help\` of each of its commands: this page is made by running them.`;
      return {
        path: `reference/cli/${name}`,
        title: name,
        description,
        text: [`# ${name}`, intro, toBlock(whole), ...texts].join('\n\n'),
        madeFrom: [source],
      };
    }),
  );
}

const toBlock = (text: string) => `\`\`\`text\n${text}\n\`\`\``;

async function inTurn<Item, Result>(items: Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const [index, item] of queue) results[index] = await work(item);
    }),
  );
  return results;
}
