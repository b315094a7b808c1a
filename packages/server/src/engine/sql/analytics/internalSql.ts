import type { SqlSession } from '../connection.ts';
import type { Parameters } from './parameters.ts';

/** Whose events are internal besides those that say so themselves. */
export interface InternalRules {
  /** Keys of facts. */
  visitors: readonly string[];
  sessions: readonly string[];
  properties: readonly { name: string; value: string }[];
}

const INTERNAL = 16;

/**
 * The customer's rules for internal traffic, in the transaction of the question: so a rule holds for every event, also
 * for those that were loaded before it (docs/decisions/0046). Undefined for none.
 */
export async function readInternalRules(session: SqlSession, tenantHk: unknown): Promise<InternalRules | undefined> {
  const [row] = await session.query('select saved.find_internal_rules($1) as rules', [tenantHk]);
  const rules = row?.rules as { of: string; key: string; property: string; value: string }[];
  if (rules.length === 0) return undefined;
  const keysOf = (of: string) => rules.filter((rule) => rule.of === of).map(({ key }) => key);
  return {
    visitors: keysOf('visitor'),
    sessions: keysOf('session'),
    properties: rules.filter(({ of }) => of === 'property').map(({ property, value }) => ({ name: property, value })),
  };
}

/** Turns flags of facts, as `e.flags`, into flags that also say what the rules say. */
export function toFlagsSql(parameters: Parameters, rules: InternalRules | undefined): (flags: string) => string {
  if (rules === undefined) return (flags) => flags;
  // A parameter that the statement does not name is an error.
  const isOneOf = (keys: readonly string[], column: string) => {
    const list = keys.length > 0 ? parameters.bind(keys, 'bigint[]') : undefined;
    return (of: string) => (list === undefined ? [] : [`${of}.${column} = any (${list})`]);
  };
  const isVisitor = isOneOf(rules.visitors, 'visitor_key');
  const isSession = isOneOf(rules.sessions, 'session_key');
  const properties = rules.properties.map(({ name, value }) => ({
    name: parameters.bind(name, 'text'),
    value: parameters.bind(value, 'text'),
  }));
  return (flags) => {
    const of = flags.slice(0, flags.lastIndexOf('.'));
    const conditions = [
      ...isVisitor(of),
      ...isSession(of),
      ...properties.map(
        ({ name, value }) =>
          `jsonb_typeof(${of}.properties -> ${name}) in ('string', 'number', 'boolean') and ${of}.properties ->> ${name} = ${value}`,
      ),
    ];
    return `(${flags} | case when ${conditions.join(' or ')} then ${INTERNAL} else 0 end)`;
  };
}
