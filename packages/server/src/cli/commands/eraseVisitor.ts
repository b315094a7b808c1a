import { cliActor } from '../cliActor.ts';
import type { Command } from '../command.ts';
import { readCustomer, withCustomer } from '../readCustomer.ts';
import { failed, readDatabase, readFlags } from '../readFlags.ts';
import { StartError } from '../startError.ts';

const HELP = `onevault-server erase: removes a person from every layer, and checks that nothing is left

  --customer <id>           Whose visitor it is
  --visitor <id>            The visitor_id that the SDK sends
  --database <where>        A postgres:// url, or a folder that no server has open.
                            Default DATABASE_URL, else the folder .onevault
  --help

Deletes the events that name the visitor, the sessions of this visitor alone with all their events, and every
row derived from them; corrects the totals. Only the event ids stay, so that a late resend is not stored
again. Prints how many rows of each table were deleted. The audit trail records the erasure with the visitor
as a hash: audit --visitor finds it.
`;

const FLAGS = {
  customer: { type: 'string' },
  visitor: { type: 'string' },
  database: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const MAX_VISITOR_LENGTH = 128;

/** `erase`: fails and lists the remaining rows if any are left. */
export const eraseVisitor: Command = async (args, env, terminal) => {
  const flags = readFlags(args, FLAGS);
  if (flags.help) return terminal.print(HELP);
  const database = readDatabase(flags.database, env);
  const customerId = readCustomer(flags.customer);
  const visitorId = flags.visitor ?? '';
  if (visitorId === '' || visitorId.length > MAX_VISITOR_LENGTH || /\p{Cc}/u.test(visitorId)) {
    throw failed(
      '--visitor',
      'it is missing or not a visitor id',
      `--visitor <id> of up to ${MAX_VISITOR_LENGTH} characters`,
    );
  }

  await withCustomer(database, customerId, async ({ operations }) => {
    const { events, rows } = await operations.eraseVisitor(customerId, visitorId, cliActor());
    for (const [table, count] of Object.entries(rows).sort()) terminal.print(`${String(count).padStart(9)}  ${table}`);
    const traces = Object.entries(await operations.visitorTraces(customerId, visitorId));
    if (traces.length > 0) {
      const left = traces.map(([table, count]) => `${count} rows in ${table}`).join(', ');
      throw new StartError(
        `[OneVault] Failed to erase everything: ${left}, from events that arrived meanwhile. Try again once the visitor's page is closed.`,
      );
    }
    terminal.error(`Erased ${events} events of the visitor. Nothing is left.`);
  });
};
