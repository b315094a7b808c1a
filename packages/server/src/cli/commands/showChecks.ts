import type { TrackingCheck } from '@onevault/contract';
import { runTrackingChecks } from '../../trackingChecks/runTrackingChecks.ts';
import type { Command } from '../command.ts';
import { readCustomer, withCustomer } from '../readCustomer.ts';
import { readDatabase } from '../readDatabase.ts';
import { readFlags } from '../readFlags.ts';
import { toCell, toTable } from '../toTable.ts';

const HELP = `onevault-server checks: whether the tracking of a customer works as it should, and what to do

  --customer <id>           The customer
  --json                    One JSON object a line: a check, as GET /api/v1/analytics/checks has it
  --database <where>        A postgres:// url, or a folder that no server has open.
                            Default DATABASE_URL, else the folder .onevault
  --help

Only reads. Nothing has to be acknowledged: a finding ends when what it looks at is right again. Only a running server
knows refused origins, so here they are unknown. While a server has the folder open, use GET /api/v1/analytics/checks.
Exit code: 0 if there is no finding, also if some checks have too little to judge; 1 if there is one, or on an error.
`;

const FLAGS = {
  customer: { type: 'string' },
  json: { type: 'boolean' },
  database: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `checks`: a table of all checks, and what to do about each finding. */
export const showChecks: Command = async (args, env, terminal) => {
  const flags = readFlags(args, FLAGS);
  if (flags.help) return terminal.print(HELP);
  const database = readDatabase(flags.database, env);
  const customerId = readCustomer(flags.customer);
  const checks = await withCustomer(database, customerId, terminal, ({ operations }) =>
    runTrackingChecks(operations, customerId, { refused: null }),
  );
  if (flags.json) for (const check of checks) terminal.print(JSON.stringify(check));
  else terminal.print(toText(checks));
  process.exitCode = checks.some(({ state }) => state === 'finding') ? 1 : 0;
};

function toText(checks: readonly TrackingCheck[]): string {
  const rows = checks.map(({ check, state, message }) => [check, state, toCell(message)]);
  return [toTable([['CHECK', 'STATE', 'RESULT'], ...rows]), ...checks.flatMap(toFindings)].join('\n');
}

function toFindings({ check, findings, more }: TrackingCheck): string[] {
  const told = findings.map(({ message, todo }) => `\n${check}: ${toCell(message)}\n  What to do: ${toCell(todo)}`);
  return more > 0 ? [...told, `\n${check}: ${more} more`] : told;
}
