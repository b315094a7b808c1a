import { cliActor } from '../cliActor.ts';
import type { Command } from '../command.ts';
import { readCustomer, withCustomer } from '../readCustomer.ts';
import { readDatabase } from '../readDatabase.ts';
import { failed, readFlags } from '../readFlags.ts';
import { StartError } from '../startError.ts';

const HELP = `onevault-server erase: removes a person from every layer, and checks that nothing is left

  --customer <id>           Whose visitor it is
  --visitor <id>            Any id of the person: the visitor_id that the SDK sends, or a user_id
  --no-aliases              Erase under this id only, not under the ids that alias events connect with it
  --database <where>        A postgres:// url, or a folder that no server has open.
                            Default DATABASE_URL, else the folder .onevault
  --help

Deletes the events that name the person by any of its ids, the sessions of its visitors alone with all their
events, and every row derived from them; corrects the totals. Only the event ids stay, so that a late resend is
not stored again. Prints how many rows of each table were deleted, and the ids that alias events connect. The
audit trail records the erasure with the ids as hashes: audit --visitor finds it.
`;

const FLAGS = {
  customer: { type: 'string' },
  visitor: { type: 'string' },
  'no-aliases': { type: 'boolean' },
  database: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `erase`: fails and lists the remaining rows if any are left. */
export const eraseVisitor: Command = async (args, env, terminal) => {
  const flags = readFlags(args, FLAGS);
  if (flags.help) return terminal.print(HELP);
  const database = readDatabase(flags.database, env);
  const customerId = readCustomer(flags.customer);
  const visitorId = flags.visitor ?? '';
  // No limit of length: an id that was too long for its column is still in the payload.
  if (visitorId === '' || /\p{Cc}/u.test(visitorId)) {
    throw failed('--visitor', 'it is missing or not a visitor id', '--visitor <id> without control characters');
  }

  await withCustomer(database, customerId, terminal, async ({ operations }) => {
    const {
      events,
      rows,
      connected = [],
    } = await operations.eraseVisitor(customerId, visitorId, cliActor(), {
      followAliases: flags['no-aliases'] !== true,
    });
    for (const [table, count] of Object.entries(rows).sort()) terminal.print(`${String(count).padStart(9)}  ${table}`);
    const traces = Object.entries(await operations.visitorTraces(customerId, visitorId, connected));
    if (traces.length > 0) {
      const left = traces.map(([table, count]) => `${count} rows in ${table}`).join(', ');
      throw new StartError(
        `[OneVault] Failed to erase everything: ${left}, from events that arrived meanwhile. Try again once the visitor's page is closed.`,
      );
    }
    if (connected.length > 0) terminal.error(`Also erased, by alias events: ${connected.join(', ')}.`);
    terminal.error(`Erased ${events} events of the visitor. Nothing is left.`);
  });
};
