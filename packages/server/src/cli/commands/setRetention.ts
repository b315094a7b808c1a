import { MAX_RETENTION_DAYS } from '@onevault/contract';
import { cliActor } from '../cliActor.ts';
import type { Command } from '../command.ts';
import { readCustomer, withCustomer } from '../readCustomer.ts';
import { readDatabase } from '../readDatabase.ts';
import { failed, readFlags, readInteger } from '../readFlags.ts';

const HELP = `onevault-server retention: sets for how many days a customer's raw events are kept

  --customer <id>           The customer
  --days <number>           1 to 36500. Without it, prints the current number
  --database <where>        A postgres:// url, or a folder that no server has open.
                            Default DATABASE_URL, else the folder .onevault
  --help

Workers delete older events within minutes.
`;

const FLAGS = {
  customer: { type: 'string' },
  days: { type: 'string' },
  database: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

export const setRetention: Command = async (args, env, terminal) => {
  const flags = readFlags(args, FLAGS);
  if (flags.help) return terminal.print(HELP);
  const database = readDatabase(flags.database, env);
  const customerId = readCustomer(flags.customer);
  const days = flags.days === undefined ? null : readInteger('--days', flags.days, MAX_RETENTION_DAYS);
  if (days === 0) throw failed('--days', 'nothing can be kept for 0 days', `a number from 1 to ${MAX_RETENTION_DAYS}`);

  await withCustomer(database, customerId, terminal, async (engine) => {
    if (days !== null) await engine.operations.setRetention(customerId, days, cliActor());
    const customer = await engine.findCustomer(customerId);
    terminal.print(`${customer?.dataRetentionDays} days`);
  });
};
