import { runChecks } from '../../check/runChecks.ts';
import { cliActor } from '../cliActor.ts';
import type { Command } from '../command.ts';
import { withCustomer } from '../readCustomer.ts';
import { readDatabase } from '../readDatabase.ts';
import { readFlags } from '../readFlags.ts';
import { StartError } from '../startError.ts';
import type { Terminal } from '../terminal.ts';

const HELP = `onevault-server check: posts a few events to a OneVault tracking server and checks where they end up

  --url <url>            Where the API is. Default http://localhost:8000
  --customer <id>        The customer that gets the events. Default demo
  --token <token>        A full key of that customer. Default ovt_demo
  --database <url>       The PostgreSQL of that server, to remove the events afterwards. Default DATABASE_URL
  --help

With the database, the events are removed from every layer at the end, as "erase" does; without it, the command
that removes them is printed.

Exit code: 0 if all seven checks pass, 1 if one fails, 2 for wrong flags.
`;

const FLAGS = {
  url: { type: 'string', default: 'http://localhost:8000' },
  customer: { type: 'string', default: 'demo' },
  token: { type: 'string', default: 'ovt_demo' },
  database: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `check`: runs the seven checks against any server that implements the contract. */
export const runCheck: Command = async (args, env, terminal) => {
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
  const { passed, total, ...left } = await runChecks({ url, customer, token, out: terminal.print });
  process.exitCode = passed === total ? 0 : 1;
  const where = flags.database ?? env.DATABASE_URL;
  if (left.events > 0) await cleanUp({ ...left, customer }, where, env, terminal);
};

interface Left {
  events: number;
  visitorId: string;
  customer: string;
}

/** Removes the events of the checks. A failure changes no result: it is said, with the command that removes them. */
async function cleanUp(
  { events, visitorId, customer }: Left,
  where: string | undefined,
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<void> {
  const command = `onevault-server erase --customer ${customer} --visitor ${visitorId}`;
  if (!where || !/^postgres(ql)?:/.test(where)) {
    terminal.error(`The ${events} events of the checks stay with customer "${customer}". To remove them: ${command}`);
    return;
  }
  try {
    await withCustomer(readDatabase(where, env), customer, terminal, async ({ operations }) => {
      const erased = await operations.eraseVisitor(customer, visitorId, cliActor());
      terminal.error(
        erased.events > 0
          ? `Removed the ${erased.events} events of the checks.`
          : `The events of the checks are not in this database: the server at --url has another one. There: ${command}`,
      );
    });
  } catch (error) {
    terminal.error(`${terminal.toMessage(error)} The ${events} events of the checks stay: ${command}`);
  }
}
