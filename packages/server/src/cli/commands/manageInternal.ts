import { readInternalRule } from '../../service/saved/readInternalRule.ts';
import { cliActor } from '../cliActor.ts';
import type { Command } from '../command.ts';
import { readCustomer, withCustomer } from '../readCustomer.ts';
import { readDatabase } from '../readDatabase.ts';
import { failed } from '../readFlags.ts';
import { readingFlags } from '../readingFlags.ts';
import { readVerb } from '../readVerb.ts';
import { toCell, toMinutes, toTable } from '../toTable.ts';

const HELP = `onevault-server internal <verb> --customer <id>: whose events are internal traffic, which analytics leaves out

  list                      Shows the rules, with hashes in place of ids
  create --name <name>      Makes a rule. It holds for earlier events, too
      --visitor <id>        All events of a visitor,
      --session <id>        of a session,
      --property <name>     or with a property
      --value <text>        of this value
  delete --name <name>      Deletes a rule: its events count again

  --database <where>        A postgres:// url, or a folder that no server has open.
                            Default DATABASE_URL, else the folder .onevault
  --help

docs/saved.md describes them.
`;

const TEXT = { type: 'string' } as const;
const FLAGS = {
  customer: TEXT,
  database: TEXT,
  help: { type: 'boolean', short: 'h' },
  name: TEXT,
  visitor: TEXT,
  session: TEXT,
  property: TEXT,
  value: TEXT,
} as const;
const PARTS = ['name', 'visitor', 'session', 'property', 'value'] as const;
const VERBS = { list: [], create: [...PARTS], delete: ['name'] } satisfies Record<string, (keyof typeof FLAGS)[]>;

/** `internal <verb>`: what `/api/v1/analytics/saved/internal` does, for an operator. */
export const manageInternal: Command = async (args, env, terminal) => {
  const asked = readVerb('internal', args, { verbs: VERBS, flags: FLAGS, example: 'internal list, or --help' });
  if (asked === null) return terminal.print(HELP);
  const { verb, given } = asked;
  const database = readDatabase(given.database, env);
  const customerId = readCustomer(given.customer);
  const body = Object.fromEntries(PARTS.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]));
  const created = verb === 'create' ? readingFlags(() => readInternalRule(body, crypto.randomUUID())) : null;
  if (verb === 'delete' && !given.name) throw failed('--name', 'it is missing', '--name <name of the rule>');

  await withCustomer(database, customerId, terminal, async ({ operations: { saved } }) => {
    if (created) {
      const result = await saved.addInternalRule(customerId, created, cliActor());
      if (result === 'too_many') {
        throw failed('the rule', 'a customer can have 100 rules, 10 of them by property', 'internal delete first');
      }
      if (result === 'name_taken') throw failed('--name', 'another rule has this name', 'another name');
      terminal.error(`Created the rule of ${customerId}. Its id:`);
      terminal.print(created.ruleId);
      return;
    }
    const rules = await saved.findInternalRules(customerId);
    if (verb === 'list') {
      terminal.print(
        toTable([
          ['NAME', 'OF', 'CREATED (UTC)', 'WHICH'],
          ...rules.map((rule) => [
            toCell(rule.name),
            rule.of,
            toMinutes(rule.created_at),
            rule.hash ?? toCell(`${rule.property}=${rule.value}`),
          ]),
        ]),
      );
      return;
    }
    const rule = rules.find(({ name }) => name === given.name);
    if (!rule || !(await saved.deleteInternalRule(customerId, rule.rule_id, cliActor()))) {
      throw failed('--name', 'the customer has no rule of this name', 'internal list');
    }
    terminal.error('Deleted the rule');
  });
};
