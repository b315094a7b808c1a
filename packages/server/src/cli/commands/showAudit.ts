import type { AuditEntry } from '@onevault/contract';
import type { Command } from '../command.ts';
import { readCustomer, withCustomer } from '../readCustomer.ts';
import { readDatabase } from '../readDatabase.ts';
import { failed, readFlags, readInteger } from '../readFlags.ts';

const HELP = `onevault-server audit: shows what was done to a customer, by whom and when

  --customer <id>           The customer
  --visitor <id>            Only entries about this visitor_id: its erasure
  --limit <number>          How many entries, newest first. Default 100, 0 is all
  --json                    One JSON object a line
  --database <where>        A postgres:// url, or a folder that no server has open.
                            Default DATABASE_URL, else the folder .onevault
  --help

Newest first: keys made, changed, rotated and revoked, retention changed, visitors erased, events replayed and
processed by hand. While a server has the database open, use GET /api/v1/track/audit.
`;

const FLAGS = {
  customer: { type: 'string' },
  visitor: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
  database: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const DEFAULT_LIMIT = '100';
const MAX_LIMIT = 1_000_000_000;
const PAGE = 500;

/** `audit`: only reads. */
export const showAudit: Command = async (args, env, terminal) => {
  const flags = readFlags(args, FLAGS);
  if (flags.help) return terminal.print(HELP);
  const database = readDatabase(flags.database, env);
  const customerId = readCustomer(flags.customer);
  if (flags.visitor === '') throw failed('--visitor', 'it is empty', '--visitor <id>');
  const limit = readInteger('--limit', flags.limit ?? DEFAULT_LIMIT, MAX_LIMIT) || MAX_LIMIT;

  await withCustomer(database, customerId, terminal, async ({ operations }) => {
    let before: AuditEntry | undefined;
    for (let left = limit; left > 0; ) {
      const entries = await operations.auditTrail(customerId, {
        limit: Math.min(left, PAGE),
        ...(before && { before }),
        ...(flags.visitor !== undefined && { visitorId: flags.visitor }),
      });
      for (const entry of entries) terminal.print(flags.json ? JSON.stringify(entry) : toLine(entry));
      before = entries.at(-1);
      left = entries.length < PAGE ? 0 : left - entries.length;
    }
  });
};

function toLine({ at, by, action, details }: AuditEntry): string {
  const said = Object.entries(details)
    .sort()
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [at.slice(0, 'yyyy-mm-ddThh:mm:ss'.length), by.padEnd(14), action.padEnd(17), ...said].join('  ');
}
