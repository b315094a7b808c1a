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
 * Turns flags of facts, `e.flags` of an event or `s.any_flags` of a session, into flags that also say what the rules say.
 * A session is internal if all its visitors are; it has no properties, so rules about one say nothing of it.
 */
export function toFlagsSql(parameters: Parameters, rules: InternalRules | undefined): (flags: string) => string {
  if (rules === undefined) return (flags) => flags;
  // A parameter that the statement does not name is an error.
  const bindKeys = (keys: readonly string[]) => (keys.length > 0 ? parameters.bind(keys, 'bigint[]') : undefined);
  const visitors = bindKeys(rules.visitors);
  const sessions = bindKeys(rules.sessions);
  const properties = rules.properties.map(({ name, value }) => {
    const key = parameters.bind(name, 'text');
    return `jsonb_typeof(e.properties -> ${key}) in ('string', 'number', 'boolean') and e.properties ->> ${key} = ${parameters.bind(value, 'text')}`;
  });
  return (flags) => {
    const of = flags.slice(0, flags.lastIndexOf('.'));
    const isVisitor = `${of}.visitor_key = any (${visitors})`;
    const conditions = [
      ...(visitors ? [of === 'e' ? isVisitor : `${isVisitor} and ${of}.last_visitor_key = any (${visitors})`] : []),
      ...(sessions ? [`${of}.session_key = any (${sessions})`] : []),
      ...(of === 'e' ? properties : []),
    ];
    if (conditions.length === 0) return flags;
    return `(${flags} | case when ${conditions.join(' or ')} then ${INTERNAL} else 0 end)`;
  };
}
