/**
 * What Citus refuses in a statement that is right for PostgreSQL, besides the rules of scaleOutRules.ts. A real cluster
 * showed each of them (docs/scale-out.md, "What Citus refuses"). Checked on the text of statements, so the rules are
 * stricter than Citus where the text does not tell more.
 */
export interface Catalogue {
  /** `raw.event_ids`: tables and views whose rows are on many machines. */
  tenantTables: ReadonlySet<string>;
  /** `now`, `auth.tenant_hk`: functions that are not immutable. */
  mutable: ReadonlySet<string>;
  /** Names of the columns of these tables. */
  columns: ReadonlySet<string>;
  /** Those of type timestamptz. */
  times: ReadonlySet<string>;
}

/** Sentences about the rules that a source breaks; empty if there are none. */
export function findRefusals(source: string, catalogue: Catalogue): string[] {
  const text = toBareText(source);
  const refusals = splitAtSemicolons(text).flatMap((statement) =>
    [
      ...findSimpleCases(statement),
      ...findWholeRows(statement, catalogue),
      ...findMutables(statement, catalogue),
      ...findEmptySelects(statement),
      ...findIdleDefinitions(statement),
    ].map((what) => `${what}: ${shorten(statement)}`),
  );
  return [...refusals, ...findBlindWrites(text)];
}

/** Without comments and the contents of strings, except strings that are statements: for these see `execute`. */
function toBareText(source: string): string {
  const isStatement = /^\s*(select|insert|update|delete|with|create|alter|drop)\b/i;
  const dynamic: string[] = [];
  const text = source.replace(/--[^\n]*/g, '').replace(/'((?:[^']|'')*)'/g, (_, content: string) => {
    if (isStatement.test(content)) dynamic.push(content);
    return "''";
  });
  return [text, ...dynamic]
    .join(';\n')
    .replace(/\s+/g, ' ')
    .replace(/\b(CASE|WHEN|SELECT|FROM|RETURNING|UPDATE)\b/g, (word) => word.toLowerCase());
}

/** Citus computes the operand before it sends the statement, and sends `case null::boolean when …`. */
function findSimpleCases(statement: string): string[] {
  return /(?<!\bend )\bcase (?!when\b)\S/.test(statement) ? ['has a simple case'] : [];
}

/** The row type of a shard is not that of the table: no function of ours takes it. */
function findWholeRows(statement: string, { tenantTables }: Catalogue): string[] {
  const found: string[] = [];
  for (const [, table = '', alias] of statement.matchAll(
    /(?:\b(?:from|join|into|update)|,) \(*([a-z]+\.[a-z_]+)(?!\()\b(?: (?:as )?(?!where\b|set\b|on\b|order\b)([a-z_]+))?/g,
  )) {
    if (!tenantTables.has(table)) continue;
    const name = alias ?? table.split('.')[1];
    const asArgument = new RegExp(
      `(?:(?<!\\bas [a-z_]+ ?)\\(|,|\\b(?:select|returning|distinct)) ?${name}(?:\\.\\*)? ?(?:\\)|,(?! [a-z_]+\\.\\*))`,
    );
    const asResult = new RegExp(`\\b(?:select|returning) ${name}(?= ?(?:$|,|\\)| from\\b| into\\b))`);
    const match = asResult.exec(statement) ?? asArgument.exec(statement);
    if (match && !/(?:select|returning|,) ?[a-z_]+\.\*/.test(match[0])) found.push(`uses a whole row of ${table}`);
  }
  return found;
}

/** `select … from` without a column. */
function findEmptySelects(statement: string): string[] {
  return /\b(select|perform) from\b|\(select\)/.test(statement) ? ['selects no column'] : [];
}

/** Citus sends a definition to every machine before it looks whether there is anything to do. */
function findIdleDefinitions(statement: string): string[] {
  return /\b(create|drop|alter) [a-z ]+ if (not )?exists\b/.test(statement) ? ['may define what is there'] : [];
}

/** A write of a reference table needs every machine, also where it changes nothing. */
function findBlindWrites(text: string): string[] {
  const write = /\b(insert into|update|delete from) auth\.tenants\b/.exec(text);
  if (write === null) return [];
  const before = text.slice(0, write.index);
  return /\bfrom auth\.tenants\b.*\b(if|elsif|else)\b/.test(before)
    ? []
    : ['writes auth.tenants without reading first'];
}

/** Functions that are not immutable, where Citus can neither compute them first nor send them. */
function findMutables(statement: string, catalogue: Catalogue): string[] {
  return findChanges(statement).flatMap((change) => {
    const [body = '', returned = ''] = splitAt(change.text, /\breturning\b/);
    const [inserted = '', updated = ''] = splitAt(body, /\bdo update set\b/);
    const found: string[] = [];
    const changed = change.isInsert ? updated : inserted;
    for (const part of findConditionals(changed)) {
      if (isMutable(part, catalogue)) found.push('has a function that is not immutable in case or coalesce');
    }
    for (const { args } of findCalls(changed, catalogue)) {
      if (hasColumn(args, catalogue)) found.push('has a function that is not immutable on a column');
    }
    if (movesTime(changed, catalogue)) found.push('adds an interval to a column');
    if (change.isInsert && isMutable(updated, catalogue))
      found.push('has a function that is not immutable after do update set');
    if (isMutable(returned, catalogue)) found.push('has a function that is not immutable after returning');
    return found;
  });
}

interface Change {
  isInsert: boolean;
  text: string;
}

/** Each `insert`, `update` or `delete` of one of our tables, up to its end or that of the CTE around it. */
function findChanges(statement: string): Change[] {
  return [...statement.matchAll(/\b(insert into|update|delete from) [a-z]+\.[a-z_]+/g)].map((match) => ({
    isInsert: match[1] === 'insert into',
    text: untilClosed(statement.slice(match.index)),
  }));
}

/** What stands in each `coalesce(…)`, and each `case … end`. */
function findConditionals(text: string): string[] {
  const coalesced = [...text.matchAll(/\bcoalesce\(/g)].map((match) =>
    untilClosed(text.slice(match.index + match[0].length)),
  );
  const cases = [...text.matchAll(/\bcase\b.*?\bend\b/g)].map(([part]) => part);
  return [...coalesced, ...cases];
}

function isMutable(text: string, catalogue: Catalogue): boolean {
  return findCalls(text, catalogue).length > 0 || addsInterval(text) || /\bcurrent_(timestamp|date|time)\b/.test(text);
}

function findCalls(text: string, { mutable }: Catalogue): { args: string }[] {
  return [...text.matchAll(/\b([a-z_]+(?:\.[a-z_]+)?)\(/g)]
    .filter(([, name = '']) => mutable.has(name.replace(/^pg_catalog\./, '')))
    .map((match) => ({ args: untilClosed(text.slice(match.index + match[0].length)) }));
}

/** Variables of ours begin with `v_` or `p_`; what has another prefix is a column. */
function hasColumn(args: string, { columns }: Catalogue): boolean {
  return [...args.matchAll(/(?:\b([a-z_]+)\.)?\b([a-z_]+)\b(?!\(|\.)/g)].some(
    ([, prefix, name = '']) => !prefix?.match(/^[vp]_/) && columns.has(name),
  );
}

function addsInterval(text: string): boolean {
  return /[-+] ?(?:[^-+,()]*\* ?)?(?:interval\b|make_interval\(|[a-z_.]*_delay\()/.test(text);
}

/** `timestamptz ± interval` is stable; the difference of two times is immutable. */
function movesTime(text: string, { times }: Catalogue): boolean {
  return [...text.matchAll(/\b([a-z_]+) [-+] (?:[a-z_]+\.)?([a-z_]+|\S)/g)].some(
    ([, left = '', right = '']) => times.has(left) && !times.has(right),
  );
}

/** Up to the bracket that closes what was open at the start. */
function untilClosed(text: string): string {
  let depth = 0;
  for (let n = 0; n < text.length; n += 1) {
    if (text[n] === '(') depth += 1;
    if (text[n] === ')') depth -= 1;
    if (depth < 0) return text.slice(0, n);
  }
  return text;
}

function splitAt(text: string, where: RegExp): [string, string] {
  const index = text.search(where);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index)];
}

function splitAtSemicolons(text: string): string[] {
  return text
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

function shorten(statement: string): string {
  return `${statement.slice(0, 100)}…`;
}
