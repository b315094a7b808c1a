import { splitStatements } from './tenantRule.ts';

/**
 * The rules of distributed PostgreSQL for functions, besides one tenant a statement: docs/scale-out.md, "Rules for the
 * SQL", has the reasons. Checked on their text.
 */
export interface SqlFunction {
  /** `totals.count` */
  name: string;
  language: string;
  source: string;
  /** Names of arguments. */
  arguments: readonly string[];
}

/** Sentences about broken rules; empty if there are none. */
export function findScaleOutViolations(functions: readonly SqlFunction[], tables: ReadonlySet<string>): string[] {
  const touching = findTouching(functions, tables);
  return functions.flatMap((one) => {
    const violations: string[] = [];
    const statements = splitStatements(one.source);
    if (one.language !== 'plpgsql' && names(one.source, tables, TABLE))
      violations.push('reads a table, but is not plpgsql');
    for (const statement of statements) {
      const isOverTable = names(statement, tables, TABLE) !== undefined;
      const called = names(statement, touching, CALL) ?? /\bpg_notify(?=\()/.exec(statement)?.[0];
      if (isOverTable && called) {
        violations.push(`calls ${called} in a statement over a table: ${shorten(statement)}`);
      }
      const isChange = /\b(update|delete from) [a-z]+\.[a-z_]+/.test(statement);
      const volatile = /\b(clock_timestamp|gen_random_uuid|random|set_config|nextval|statement_timestamp)\(/.exec(
        statement,
      );
      if (isChange && volatile) violations.push(`calls ${volatile[1]} in a change: ${shorten(statement)}`);
      if (one.arguments.includes('p_tenant_hk') && /\block table\b/.test(statement)) {
        violations.push(`locks a table: ${shorten(statement)}`);
      }
    }
    return violations.map((violation) => `${one.name} ${violation}`);
  });
}

const TABLE = '(?!\\()\\b';
const CALL = '\\(';

/** The functions that read or write a table, directly or through a call. */
function findTouching(functions: readonly SqlFunction[], tables: ReadonlySet<string>): ReadonlySet<string> {
  const touching = new Set<string>();
  for (let before = -1; before < touching.size; ) {
    before = touching.size;
    for (const { name, source } of functions) {
      if (names(source, tables, TABLE) || names(source, touching, CALL)) touching.add(name);
    }
  }
  return touching;
}

/** The first of some qualified names in a text that is used as a table, not called. */
function names(text: string, wanted: ReadonlySet<string>, follows: string): string | undefined {
  const bare = text.replace(/--[^\n]*/g, '').replace(/'[^']*'/g, "''");
  for (const [, name = ''] of bare.matchAll(new RegExp(`\\b([a-z]+\\.[a-z_]+)${follows}`, 'g'))) {
    if (wanted.has(name)) return name;
  }
  return undefined;
}

function shorten(statement: string): string {
  return `${statement.slice(0, 80)}…`;
}
