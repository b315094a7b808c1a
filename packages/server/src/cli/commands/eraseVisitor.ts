import type { Command } from '../command.ts';
import { readCustomer, withCustomer } from '../readCustomer.ts';
import { failed, readDatabase, readFlags } from '../readFlags.ts';
import { StartError } from '../startError.ts';
import { whoActs } from '../whoActs.ts';

const HELP = `onevault-server erase: removes a person from every layer, and proves it

  --customer <id>           Whose visitor it is
  --visitor <id>            The visitor_id, as the SDK sends it
  --database <where>        A postgres:// url, or a folder that no server has open.
                            Default DATABASE_URL, else the folder .onevault
  --help

The events that name the visitor go, the sessions that are the visitor's alone with all their events, and
everything that was made of them; the totals are corrected. The ids of the events stay, with nothing of what
they said, so that a late resend does not bring them back. Prints how many rows of each table went.
The audit trail keeps that it was done, with the visitor as a hash: audit --visitor finds it.
`;

const FLAGS = {
  customer: { type: 'string' },
  visitor: { type: 'string' },
  database: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const MAX_VISITOR_LENGTH = 128;

/** `erase`: fails, with what is left, if anything is. */
export const eraseVisitor: Command = async (args, env, terminal) => {
  const flags = readFlags(args, FLAGS);
  if (flags.help) return terminal.print(HELP);
  const database = readDatabase(flags.database, env);
  const customerId = readCustomer(flags.customer);
  const visitorId = flags.visitor ?? '';
  if (visitorId === '' || visitorId.length > MAX_VISITOR_LENGTH || /\p{Cc}/u.test(visitorId)) {
    throw failed(
      '--visitor',
      'it is missing, or no visitor id',
      `--visitor <id> of up to ${MAX_VISITOR_LENGTH} characters`,
    );
  }

  await withCustomer(database, customerId, async ({ operations }) => {
    const { events, rows } = await operations.eraseVisitor(customerId, visitorId, whoActs());
    for (const [table, count] of Object.entries(rows).sort()) terminal.print(`${String(count).padStart(9)}  ${table}`);
    const traces = Object.entries(await operations.visitorTraces(customerId, visitorId));
    if (traces.length > 0) {
      const left = traces.map(([table, count]) => `${count} rows in ${table}`).join(', ');
      throw new StartError(
        `[OneVault] Failed to erase everything: ${left}, of events that came meanwhile. Try again once the visitor's page is closed.`,
      );
    }
    terminal.error(`Erased ${events} events of the visitor. Nothing is left.`);
  });
};
