import type { Definition, DefinitionKind, Saved } from '../../engine/port.ts';
import { readDefinition } from '../../service/saved/readDefinition.ts';
import { cliActor } from '../cliActor.ts';
import type { Command } from '../command.ts';
import { readCustomer, withCustomer } from '../readCustomer.ts';
import { readDatabase } from '../readDatabase.ts';
import { type FlagSpec, failed, type readFlags } from '../readFlags.ts';
import { readingFlags } from '../readingFlags.ts';
import { readVerb } from '../readVerb.ts';
import { toCell, toTable } from '../toTable.ts';

/** Flags of every kind. */
const COMMON = {
  customer: { type: 'string' },
  database: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  name: { type: 'string' },
  rename: { type: 'string' },
} as const satisfies FlagSpec;

export interface DefinitionCommand<Flags extends FlagSpec> {
  kind: DefinitionKind;
  help: string;
  /** Flags that fill the body. */
  flags: Flags;
  /** The body that the API would get, without the name. */
  toBody(given: ReturnType<typeof readFlags<Flags>>): object;
  /** The columns of a list besides the name. */
  columns: readonly string[];
  toCells(body: Definition['body']): string[];
}

/** `segments|goals|funnels list|create|change|delete`: what `/api/v1/analytics/saved/` does, for an operator. */
export function createDefinitionCommand<Flags extends FlagSpec>(one: DefinitionCommand<Flags>): Command {
  const command = `${one.kind}s`;
  const own = Object.keys(one.flags);
  const verbs = {
    list: [],
    create: ['name', ...own],
    change: ['name', 'rename', ...own],
    delete: ['name'],
  };
  return async (args, env, terminal) => {
    const flags: FlagSpec = { ...COMMON, ...one.flags };
    const asked = readVerb(command, args, { verbs, flags, example: `${command} list, or --help` });
    if (asked === null) return terminal.print(one.help);
    const { verb } = asked;
    const given = asked.given as Record<string, string | undefined>;
    const database = readDatabase(given.database, env);
    const customerId = readCustomer(given.customer);
    const body = verb === 'list' || verb === 'delete' ? {} : one.toBody(asked.given as never);
    // Before the database opens: a mistyped flag must not wait for it.
    if (verb === 'create') {
      readingFlags(() => readDefinition(one.kind, { name: given.name, ...body }, crypto.randomUUID()));
    } else if (verb !== 'list' && !given.name)
      throw failed('--name', 'it is missing', `--name <name of the ${one.kind}>`);

    await withCustomer(database, customerId, terminal, async ({ operations: { saved } }) => {
      const found = await saved.findDefinitions(customerId, one.kind);
      if (verb === 'list') {
        terminal.print(
          toTable([['NAME', ...one.columns], ...found.map(({ name, body }) => [toCell(name), ...one.toCells(body)])]),
        );
        return;
      }
      if (verb === 'create') {
        const definition = readingFlags(() =>
          readDefinition(one.kind, { name: given.name, ...body }, crypto.randomUUID()),
        );
        check(await saved.addDefinition(customerId, definition, cliActor()), one.kind);
        terminal.error(`Created the ${one.kind} of ${customerId}. Its id:`);
        terminal.print(definition.id);
        return;
      }
      const before = found.find(({ name }) => name === given.name);
      if (!before) throw unknown(one.kind);
      if (verb === 'delete') {
        check(await saved.deleteDefinition(customerId, one.kind, before.id, cliActor()), one.kind);
        terminal.error(`Deleted the ${one.kind}`);
        return;
      }
      const changed = { ...body, ...(given.rename !== undefined && { name: given.rename }) };
      const definition = readingFlags(() => readDefinition(one.kind, changed, before.id, before));
      check(await saved.changeDefinition(customerId, definition, cliActor()), one.kind);
      terminal.error(`Changed the ${one.kind}`);
    });
  };
}

type Result = Awaited<
  ReturnType<Saved['addDefinition']> | ReturnType<Saved['changeDefinition']> | ReturnType<Saved['deleteDefinition']>
>;

function check(result: Result, kind: DefinitionKind): void {
  if (result === 'too_many') throw failed(`the ${kind}`, `a customer can have 100 ${kind}s`, `${kind}s delete first`);
  if (result === 'name_taken') throw failed('--name', `another ${kind} has this name`, 'another name');
  if (result === 'unknown') throw unknown(kind);
  if (result === 'in_use' && kind === 'goal') {
    throw failed('--name', 'a rule of the alerts is about it', 'alerts change or alerts delete first');
  }
  if (result === 'in_use') throw failed('--name', 'a share key is bound to it', 'keys revoke first');
}

function unknown(kind: DefinitionKind) {
  return failed('--name', `the customer has no ${kind} of this name`, `${kind}s list`);
}
