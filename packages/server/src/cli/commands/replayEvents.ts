import { EVENT_ID_PATTERN } from '@onevault/contract';
import type { ReplayFilter } from '../../engine/port.ts';
import { cliActor } from '../cliActor.ts';
import type { Command } from '../command.ts';
import { readCustomer, withCustomer } from '../readCustomer.ts';
import { readDatabase } from '../readDatabase.ts';
import { failed, readFlags } from '../readFlags.ts';
import { readTime } from '../readTime.ts';

const HELP = `onevault-server replay: tries set-aside events again now

  --customer <id>           The customer whose events are tried
  --event <event_id>        Only this event. Repeatable
  --rule <rule>             Only events whose reason has this rule: processing_failed
  --from <time>             Only events that arrived at this time or later: 2026-01-31, 2026-01-31T12:00:00Z
  --to <time>               Only events that arrived before this time
  --database <where>        A postgres:// url, or a folder that no server has open.
                            Default DATABASE_URL, else the folder .onevault
  --help

An event must match every filter given; without filters all set-aside events are tried. While a server has
the database open, use POST /api/v1/track/replay.
`;

const FLAGS = {
  customer: { type: 'string' },
  event: { type: 'string', multiple: true },
  rule: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  database: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `replay`: makes the matching events due, then processes all due events. */
export const replayEvents: Command = async (args, env, terminal) => {
  const flags = readFlags(args, FLAGS);
  if (flags.help) return terminal.print(HELP);
  const database = readDatabase(flags.database, env);
  const customerId = readCustomer(flags.customer);
  const which: ReplayFilter = {
    ...(flags.event && { eventIds: flags.event.map(readEventId) }),
    ...(flags.rule && { rule: flags.rule }),
    ...(flags.from !== undefined && { from: readTime('--from', flags.from) }),
    ...(flags.to !== undefined && { to: readTime('--to', flags.to) }),
  };

  await withCustomer(database, customerId, terminal, async (engine) => {
    const replayed = await engine.operations.replay(customerId, which, cliActor());
    let done = 0;
    let failing = 0;
    // One run tries a few hundred events.
    for (;;) {
      const { total_success_count: succeeded, total_error_count: failed } = await engine.process(customerId);
      done += succeeded;
      failing += failed;
      if (succeeded + failed === 0) break;
    }
    terminal.print(`${replayed} replayed, ${done} loaded, ${failing} set aside again or invalid`);
  });
};

function readEventId(text: string): string {
  if (!EVENT_ID_PATTERN.test(text)) throw failed('--event', 'it is not an event id', '--event evt_…');
  return text;
}
