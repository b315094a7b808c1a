/**
 * The rule that lets the same SQL run on distributed PostgreSQL: every statement names one tenant by equality. Checked
 * on the text of functions, statement by statement.
 */

/** `from raw.event_ids as known` and the like: the table, its alias, and whether rows are only added. */
interface Reference {
  table: string;
  alias: string;
  insert: boolean;
}

/** Sentences about statements that break the rule; empty if there are none. */
export function findTenantViolations(source: string, tenantTables: ReadonlySet<string>): string[] {
  return splitStatements(source).flatMap((statement) => {
    const references = findReferences(statement).filter(({ table }) => tenantTables.has(table));
    const first = `${statement.slice(0, 60)}…`;
    const violations = references.flatMap(({ table, alias, insert }) => {
      if (insert) return /\(\s*tenant_hk\b/.test(statement) ? [] : [`insert into ${table} without tenant_hk: ${first}`];
      const named = new RegExp(
        `\\b${alias === table ? '' : `${alias}\\.`}tenant_hk = (p_tenant_hk|v_tenant\\.tenant_hk|v_tenant_hk)`,
      );
      return named.test(statement) ? [] : [`${table} as ${alias} without tenant_hk = …: ${first}`];
    });
    if (
      references.length > 0 &&
      /\b(from|join) auth\.(all_)?tenants\b/.test(statement) &&
      !/tenant_hk = /.test(statement)
    ) {
      violations.push(`reads events across tenants: ${first}`);
    }
    if (/\b(from|join) auth\.(all_)?tenants\b/.test(statement) && /\bfor update\b/.test(statement)) {
      violations.push(`locks across tenants: ${first}`);
    }
    return violations;
  });
}

export function splitStatements(source: string): string[] {
  return source
    .replace(/--[^\n]*/g, '')
    .split(/;|\bloop\b|\bthen\b|\bbegin\b/)
    .map((statement) => statement.replace(/\s+/g, ' ').trim())
    .filter((statement) => statement !== '');
}

function findReferences(statement: string): Reference[] {
  // A bracket directly after the name makes it a function; the column list of an insert follows a space.
  const pattern = /(?:\b(from|join|into|update)|,)\s+([a-z]+\.[a-z_]+)(?!\()\b(?:\s+as\s+([a-z_]+))?/g;
  return [...statement.matchAll(pattern)].map((match) => ({
    table: match[2] ?? '',
    alias: match[3] ?? match[2] ?? '',
    insert: match[1] === 'into',
  }));
}
