#!/usr/bin/env node
/** Command line of the seven checks. */
import { parseArgs } from 'node:util';
import { runChecks } from './runChecks.ts';

const HELP = `Checks a OneVault tracking server: posts a few events and looks at what became of them.

  --url <url>            where the API is (default http://localhost:8000)
  --customer <id>        whose events these are (default demo)
  --token <token>        a key of that customer that may also read (default ovt_demo)
  --help                 this text

Ends with 0 if all seven checks pass, 1 if one fails, 2 if it was called wrongly.
`;

process.exitCode = await main();

async function main(): Promise<number> {
  let options: { url: string; customer: string; token: string; help: boolean };
  try {
    options = parseArgs({
      options: {
        url: { type: 'string', default: 'http://localhost:8000' },
        customer: { type: 'string', default: 'demo' },
        token: { type: 'string', default: 'ovt_demo' },
        help: { type: 'boolean', default: false },
      },
    }).values;
    new URL(options.url);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { passed, total } = await runChecks({ ...options, out: (line) => process.stdout.write(`${line}\n`) });
  return passed === total ? 0 : 1;
}
