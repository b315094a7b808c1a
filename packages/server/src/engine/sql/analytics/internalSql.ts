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

/**
 * Turns flags of facts, as `e.flags`, into flags that also say what the rules say. Those of a session, as `s.any_flags`,
 * say nothing of rules about properties, which a session does not have.
 */
export function toFlagsSql(parameters: Parameters, rules: InternalRules | undefined): (flags: string) => string {
  if (rules === undefined) return (flags) => flags;
  // PostgreSQL refuses a parameter that a statement does not use.
  const toAny = (column: string, keys: readonly string[]) => {
    const text = keys.length > 0 ? parameters.bind(keys, 'bigint[]') : '';
    return (of: string) => (text === '' ? [] : [`${of}.${column} = any (${text})`]);
  };
  const visitors = toAny('visitor_key', rules.visitors);
  const sessions = toAny('session_key', rules.sessions);
  const properties = rules.properties.map(({ name, value }) => ({
    name: parameters.bind(name, 'text'),
    value: parameters.bind(value, 'text'),
  }));
  return (flags) => {
    const of = flags.slice(0, flags.lastIndexOf('.'));
    const conditions = [
      ...visitors(of),
      ...sessions(of),
      ...(of === 'e' ? properties : []).map(
        ({ name, value }) =>
          `jsonb_typeof(e.properties -> ${name}) in ('string', 'number', 'boolean') and e.properties ->> ${name} = ${value}`,
      ),
    ];
    if (conditions.length === 0) return flags;
    return `(${flags} | case when ${conditions.join(' or ')} then ${INTERNAL} else 0 end)`;
  };
}
