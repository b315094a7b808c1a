import { ALERT_KINDS, type AlertRule, type AlertRuleBody } from '@onevault/contract';
import type { Alerts, NewAlertRule, Operations } from '../../engine/port.ts';
import { readAlertDestination } from '../../service/alerts/readAlertDestination.ts';
import { readAlertRule } from '../../service/alerts/readAlertRule.ts';
import { requireGoal } from '../../service/alerts/requireGoal.ts';
import { isUuid } from '../../service/readPlace.ts';
import { findDefinitionId } from '../../service/saved/findDefinitionId.ts';
import { cliActor } from '../cliActor.ts';
import type { Command } from '../command.ts';
import { readCustomer, withCustomer } from '../readCustomer.ts';
import { readDatabase } from '../readDatabase.ts';
import { failed, type readFlags } from '../readFlags.ts';
import { readingFlags } from '../readingFlags.ts';
import { readVerb } from '../readVerb.ts';
import type { StartError } from '../startError.ts';
import type { Terminal } from '../terminal.ts';
import { toCell, toMinutes, toTable } from '../toTable.ts';

const HELP = `onevault-server alerts <verb> --customer <id>: rules that tell you what goes wrong, or that a goal is reached

  rules                     Shows the rules and their states
  create --kind <kind> --name <text>
                            Makes a rule. Kinds: ${ALERT_KINDS.slice(0, 4).join(', ')},
                            ${ALERT_KINDS.slice(4).join(', ')}
      --set <name>=<value>  A setting of the kind. Repeatable. docs/alerts.md has all, with their defaults
      --goal <name>         Of the kind goal: which one, by its name
      --destination <id>    Tells only this destination. Repeatable. Default all of the customer
  change --rule <id>        Changes the given parts: --name, --set, --goal, --destination
      --on, --off           Turns it on or off
  delete --rule <id>        Deletes a rule, and ends its open firing
  firings                   Shows what fires or has fired, newest first
      --open                Only what has not resolved
  acknowledge --firing <id> Says that somebody looks after it
  destinations              Shows where alerts go, never a secret
  add --webhook <url>       Adds a destination. The secret that signs a webhook is printed once
  add --email <address>
      --label <text>        A name for people
  remove --destination <id> Deletes a destination, with its secret and its deliveries
  test --destination <id>   Sends a test; a server or worker does it within seconds
  deliveries                Shows what was sent, with the last attempt, newest first

  --database <where>        A postgres:// url, or a folder that no server has open.
                            Default DATABASE_URL, else the folder .onevault
  --help

Ids and the secret go to stdout, tables too, everything else to stderr.
`;

const FLAGS = {
  customer: { type: 'string' },
  database: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  kind: { type: 'string' },
  name: { type: 'string' },
  set: { type: 'string', multiple: true },
  goal: { type: 'string' },
  destination: { type: 'string', multiple: true },
  rule: { type: 'string' },
  firing: { type: 'string' },
  on: { type: 'boolean' },
  off: { type: 'boolean' },
  open: { type: 'boolean' },
  webhook: { type: 'string' },
  email: { type: 'string' },
  label: { type: 'string' },
} as const;
type Flags = ReturnType<typeof readFlags<typeof FLAGS>>;

/** Flags of each verb besides the first three. */
const VERBS = {
  rules: [],
  create: ['kind', 'name', 'set', 'goal', 'destination'],
  change: ['rule', 'name', 'set', 'goal', 'destination', 'on', 'off'],
  delete: ['rule'],
  firings: ['open'],
  acknowledge: ['firing'],
  destinations: [],
  add: ['webhook', 'email', 'label'],
  remove: ['destination'],
  test: ['destination'],
  deliveries: [],
} satisfies Record<string, (keyof typeof FLAGS)[]>;
const MAX_ROWS = 100;
/** Stands for the id of a goal until the database is open. */
const ANY_ID = '00000000-0000-4000-8000-000000000000';

/** `alerts <verb>`: what `/api/v1/alerts/` does, for an operator. */
export const manageAlerts: Command = async (args, env, terminal) => {
  const asked = readVerb('alerts', args, { verbs: VERBS, flags: FLAGS, example: 'alerts rules, or --help' });
  if (asked === null) return terminal.print(HELP);
  const { verb, given } = asked;
  const database = readDatabase(given.database, env);
  const customerId = readCustomer(given.customer);
  // Before the database opens: a mistyped flag must not wait for it.
  const work = prepare(verb, given);
  await withCustomer(database, customerId, terminal, ({ operations }) => work(operations, customerId, terminal));
};

type Work = (operations: Operations, customerId: string, terminal: Terminal) => Promise<void>;

/** Reads the flags of a verb, and returns what to do with the database. */
function prepare(verb: keyof typeof VERBS, given: Flags): Work {
  switch (verb) {
    case 'rules':
      return async ({ alerts }, customerId, { print }) => print(toRules(await alerts.findRules(customerId)));
    case 'create':
      return create(given);
    case 'change':
      return change(given);
    case 'delete': {
      const id = readId('--rule', given.rule);
      return async ({ alerts }, customerId, { error }) => {
        if (!(await alerts.deleteRule(customerId, id, cliActor()))) throw unknown('rule', 'alerts rules');
        error(`Deleted the rule ${id}`);
      };
    }
    case 'firings':
      return async ({ alerts }, customerId, { print }) =>
        print(toFirings(await alerts.findFirings(customerId, { limit: MAX_ROWS, isOpen: given.open ?? false })));
    case 'acknowledge': {
      const id = readId('--firing', given.firing);
      return async ({ alerts }, customerId, { error }) => {
        const firing = await alerts.acknowledge(customerId, id, cliActor());
        if (!firing) throw unknown('firing', 'alerts firings');
        error(`The firing ${id} is ${firing.state}`);
      };
    }
    case 'destinations':
      return async ({ alerts }, customerId, { print }) =>
        print(toDestinations(await alerts.findDestinations(customerId)));
    case 'add':
      return add(given);
    case 'remove': {
      const id = readId('--destination', readOne(given.destination));
      return async ({ alerts }, customerId, { error }) => {
        const result = await alerts.deleteDestination(customerId, id, cliActor());
        if (result === 'unknown_destination') throw unknown('destination', 'alerts destinations');
        if (result === 'in_use')
          throw failed(
            '--destination',
            'a rule or a report names it',
            'alerts change or delete, or report change, first',
          );
        error(`Deleted the destination ${id}`);
      };
    }
    case 'test': {
      const id = readId('--destination', readOne(given.destination));
      return async ({ alerts }, customerId, { print, error }) => {
        const deliveryId = await alerts.addTestDelivery(customerId, id);
        if (deliveryId === null) throw unknown('destination', 'alerts destinations');
        error('A server or worker sends it within seconds; alerts deliveries shows the outcome. Its id:');
        print(deliveryId);
      };
    }
    case 'deliveries':
      return async ({ alerts }, customerId, { print }) =>
        print(toDeliveries(await alerts.findDeliveries(customerId, { limit: MAX_ROWS })));
  }
}

function create(given: Flags): Work {
  const read = (goalId?: string) =>
    readingFlags(() => readAlertRule({ kind: given.kind, ...toBody(given, goalId) }, crypto.randomUUID()));
  read(given.goal && ANY_ID);
  return async (operations, customerId, { print, error }) => {
    const rule = read(await findGoal(operations, customerId, given.goal));
    await checkGoal(operations, customerId, rule);
    const result = await operations.alerts.addRule(customerId, rule, cliActor());
    if (result === 'too_many') throw failed('alerts create', 'a customer can have 100 rules', 'alerts delete first');
    if (result === 'unknown_destination') throw unknown('destination', 'alerts destinations');
    if (result === 'unknown_zone') throw unknownZone();
    error(`Created the rule of ${customerId}. Its id:`);
    print(rule.ruleId);
  };
}

function change(given: Flags): Work {
  const id = readId('--rule', given.rule);
  if (given.on && given.off) throw failed('--on', '--off says the contrary', 'one of them');
  return async (operations, customerId, { error }) => {
    const { alerts } = operations;
    const [before] = await alerts.findRules(customerId, id);
    if (!before) throw unknown('rule', 'alerts rules');
    const body = {
      ...toBody(given, await findGoal(operations, customerId, given.goal)),
      ...((given.on || given.off) && { enabled: given.on === true }),
    };
    const rule = readingFlags(() => readAlertRule(body, id, before));
    await checkGoal(operations, customerId, rule);
    const result = await alerts.changeRule(customerId, rule, cliActor());
    if (result === 'unknown_rule') throw unknown('rule', 'alerts rules');
    if (result === 'unknown_destination') throw unknown('destination', 'alerts destinations');
    if (result === 'unknown_zone') throw unknownZone();
    error(`Changed the rule ${id}`);
  };
}

/** The id of a goal by its name. */
async function findGoal(
  operations: Operations,
  customerId: string,
  name: string | undefined,
): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const id = await findDefinitionId(operations, customerId, 'goal', name);
  if (id !== undefined) return id;
  throw failed('--goal', 'the customer has no goal of this name', 'goals list');
}

/** Of a rule whose goal `--set` names. */
async function checkGoal(operations: Operations, customerId: string, rule: NewAlertRule): Promise<void> {
  await requireGoal(operations, customerId, rule).catch((error: unknown) => {
    readingFlags(() => {
      throw error;
    });
  });
}

function add({ webhook, email, label }: Flags): Work {
  if ((webhook === undefined) === (email === undefined)) {
    throw failed('alerts add', 'it needs a webhook or an e-mail address', '--webhook <url> or --email <address>');
  }
  const kind = webhook === undefined ? 'email' : 'webhook';
  const destination = readingFlags(() =>
    readAlertDestination({ kind, address: webhook ?? email, label: label ?? null }),
  );
  return async ({ alerts }, customerId, { print, error }) => {
    if ((await alerts.addDestination(customerId, destination, cliActor())) === 'too_many') {
      throw failed('alerts add', 'a customer can have 20 destinations', 'alerts remove first');
    }
    error(`Added the ${kind} ${destination.destinationId} of ${customerId}.`);
    if (destination.secret === null) return print(destination.destinationId);
    error('This is the secret that signs it, shown only once:');
    print(destination.secret);
  };
}

/** The body that the API would get. */
function toBody({ name, set = [], destination }: Flags, goalId?: string): AlertRuleBody {
  const settings = { ...Object.fromEntries(set.map(readSetting)), ...(goalId && { goal_id: goalId }) };
  return {
    ...(name !== undefined && { name }),
    ...(Object.keys(settings).length > 0 && { settings }),
    ...(destination && { destinations: destination }),
  };
}

function readSetting(text: string): [name: string, value: number | string] {
  const [, name = '', value = ''] = /^(\w+)=(.+)$/s.exec(text) ?? [];
  if (name === '') throw failed('--set', 'it has another form', '--set minutes=10');
  // The name of an event type is never a number in practice; settings with numbers are whole ones.
  return [name, /^\d{1,15}$/.test(value) && name !== 'event_type' ? Number(value) : value];
}

function readOne(ids: string[] | undefined): string | undefined {
  if (ids && ids.length > 1) throw failed('--destination', 'it is there more than once', 'one destination');
  return ids?.[0];
}

function readId(flag: string, id: string | undefined): string {
  if (!isUuid(id)) throw failed(flag, 'it is not an id', 'an id that alerts rules, firings or destinations shows');
  return id;
}

function unknown(what: string, instead: string): StartError {
  return failed(`the ${what}`, `the customer has no ${what} with this id`, instead);
}

function unknownZone(): StartError {
  return failed('--set timezone', 'the database does not know it', 'an IANA name, such as Europe/Berlin');
}

function toRules(rules: AlertRule[]): string {
  return toTable([
    ['RULE', 'KIND', 'STATE', 'SETTINGS', 'NAME'],
    ...rules.map(({ rule_id, kind, state, settings, name }) => [
      rule_id,
      kind,
      state,
      Object.entries(settings)
        .map(([setting, value]) => `${setting}=${toCell(String(value))}`)
        .join(' '),
      toCell(name),
    ]),
  ]);
}

function toFirings(firings: Awaited<ReturnType<Alerts['findFirings']>>): string {
  return toTable([
    ['FIRING', 'STATE', 'BEGAN (UTC)', 'ENDED (UTC)', 'BY', 'RULE', 'MESSAGE'],
    ...firings.map((one) => [
      one.firing_id,
      one.state,
      toMinutes(one.started_at),
      toMinutes(one.resolved_at),
      one.acknowledged_by ?? '',
      toCell(one.rule_name),
      toCell(one.message),
    ]),
  ]);
}

function toDestinations(destinations: Awaited<ReturnType<Alerts['findDestinations']>>): string {
  return toTable([
    ['DESTINATION', 'KIND', 'STATE', 'ADDRESS', 'LABEL'],
    ...destinations.map((one) => [
      one.destination_id,
      one.kind,
      one.disabled_at === null ? 'active' : `gone ${toMinutes(one.disabled_at)}`,
      one.address,
      toCell(one.label ?? ''),
    ]),
  ]);
}

function toDeliveries(deliveries: Awaited<ReturnType<Alerts['findDeliveries']>>): string {
  return toTable([
    ['DELIVERY', 'EVENT', 'STATE', 'CREATED (UTC)', 'ATTEMPTS', 'LAST', 'DESTINATION'],
    ...deliveries.map((one) => {
      const last = one.attempts.at(-1);
      return [
        one.delivery_id,
        one.event,
        one.state,
        toMinutes(one.created_at),
        String(one.attempts.length),
        last ? toCell(last.error ?? String(last.status)) : '',
        one.destination_id,
      ];
    }),
  ]);
}
