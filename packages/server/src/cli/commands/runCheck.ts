import { runChecks } from '../../check/runChecks.ts';
import type { Command } from '../command.ts';
import { readFlags } from '../readFlags.ts';
import { StartError } from '../startError.ts';

const HELP = `onevault-server check: posts a few events to a OneVault tracking server and checks where they end up

  --url <url>            Where the API is. Default http://localhost:8000
  --customer <id>        The customer that gets the events. Default demo
  --token <token>        A full key of that customer. Default ovt_demo
  --help

Exit code: 0 if all seven checks pass, 1 if one fails, 2 for wrong flags.
`;

const FLAGS = {
  url: { type: 'string', default: 'http://localhost:8000' },
  customer: { type: 'string', default: 'demo' },
  token: { type: 'string', default: 'ovt_demo' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `check`: runs the seven checks against any server that implements the contract. */
export const runCheck: Command = async (args, _env, terminal) => {
  let flags: ReturnType<typeof readFlags<typeof FLAGS>>;
  try {
    flags = readFlags(args, FLAGS);
    if (!URL.canParse(flags.url))
      throw new StartError(`[OneVault] Failed to read --url: it is not a url. Try --url http://localhost:8000.`);
  } catch (error) {
    terminal.error(`${terminal.toMessage(error)}\n\n${HELP}`);
    process.exitCode = 2;
    return;
  }
  if (flags.help) return terminal.print(HELP);
  const { url, customer, token } = flags;
  const { passed, total } = await runChecks({ url, customer, token, out: terminal.print });
  process.exitCode = passed === total ? 0 : 1;
};
