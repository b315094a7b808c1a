import type { Row } from '@onevault/server/internal/engine/sql/connection';
import { DEFAULT_ROLE } from '@onevault/server/internal/engine/sql/installSchema';
import { SCHEMAS } from '@onevault/server/internal/engine/sql/schemas';
import type { OpenSql } from '../../src/databases/openSql.ts';

/** Partitions by month depend on the day. */
const IS_LASTING = `c.relname !~ '_[0-9]{4}_[0-9]{2}$'`;

/** Dumps the schema of migrations and functions, readable and the same each time. */
export async function dumpSchema({ query }: Pick<OpenSql, 'query'>): Promise<string> {
  const parts = [];
  for (const schema of SCHEMAS) {
    const relations = await query(RELATIONS, [schema]);
    parts.push(`-- ${schema} ${'-'.repeat(100 - schema.length)}`);
    for (const type of await query(TYPES, [schema])) parts.push(`create type ${type.name} as (\n${type.columns}\n);`);
    for (const relation of relations) parts.push(toText(relation, await query(DETAILS, [relation.oid, DEFAULT_ROLE])));
    const functions = await query(FUNCTIONS, [schema, DEFAULT_ROLE]);
    if (functions.length > 0) parts.push(functions.map(({ line }) => String(line)).join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

function toText(
  { name, kind, columns, partition_of, partition_key, options, definition }: Row,
  details: Row[],
): string {
  const lines = details.map(({ line }) => String(line));
  const suffix = `${partition_key ? ` partition by ${partition_key}` : ''}${options ? ` with (${options})` : ''};`;
  if (kind === 'v')
    return [`create view ${name}${options ? ` with (${options})` : ''} as\n${definition}`, ...lines].join('\n');
  if (partition_of) return [`create table ${name} partition of ${partition_of};`, ...lines].join('\n');
  return [`create table ${name} (\n${columns}\n)${suffix}`, ...lines].join('\n');
}

const COLUMNS = `(
  select string_agg('  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') || case when a.attnotnull then ' not null' else '' end,
    E',\\n' order by a.attnum)
  from pg_attribute as a left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)`;

const RELATIONS = `
  select c.oid, c.oid::regclass::text as name, c.relkind as kind, ${COLUMNS} as columns,
    case when c.relispartition then
      (select i.inhparent::regclass::text from pg_inherits as i where i.inhrelid = c.oid) || ' ' || pg_get_expr(c.relpartbound, c.oid)
    end as partition_of,
    case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as partition_key,
    array_to_string(c.reloptions, ', ') as options,
    case when c.relkind = 'v' then pg_get_viewdef(c.oid) end as definition
  from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relkind in ('r', 'p', 'v') and ${IS_LASTING}
  order by c.relkind = 'v', c.relname collate "C"`;

const TYPES = `
  select c.oid::regclass::text as name, ${COLUMNS} as columns
  from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relkind = 'c' order by c.relname collate "C"`;

// Omits constraints and indexes that a partition has from its table, and null constraints: the columns list those.
const DETAILS = `
  select found.line from (
    select 1 as n, 'alter table ' || $1::regclass || ' add constraint ' || o.conname || ' ' || pg_get_constraintdef(o.oid) || ';' as line
    from pg_constraint as o where o.conrelid = $1::oid and o.contype <> 'n' and o.conparentid = 0 and o.conislocal
    union all
    select 2, pg_get_indexdef(i.indexrelid) || ';'
    from pg_index as i join pg_class as c on c.oid = i.indexrelid
    where i.indrelid = $1 and not c.relispartition
      and not exists (select from pg_constraint as o where o.conindid = i.indexrelid)
    union all
    select 3, 'alter table ' || $1::regclass || ' enable row level security;'
      || case when c.relforcerowsecurity then ' alter table ' || $1::regclass || ' force row level security;' else '' end
    from pg_class as c where c.oid = $1 and c.relrowsecurity
    union all
    select 4, 'create policy ' || p.polname || ' on ' || $1::regclass || ' using (' || pg_get_expr(p.polqual, p.polrelid) || ')'
      || coalesce(' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '') || ';'
    from pg_policy as p where p.polrelid = $1
    union all
    select 5, 'grant ' || string_agg(lower(a.privilege_type), ', ' order by a.privilege_type) || ' on ' || $1::regclass || ' to ' || $2 || ';'
    from pg_class as c, aclexplode(c.relacl) as a
    where c.oid = $1 and a.grantee = (select r.oid from pg_roles as r where r.rolname = $2)
    having count(*) > 0
  ) as found order by found.n, found.line collate "C"`;

const FUNCTIONS = `
  select '-- function ' || p.oid::regprocedure::text || ' returns ' || pg_get_function_result(p.oid) || ', ' || l.lanname
    || case p.provolatile when 'i' then ', immutable' when 's' then ', stable' else '' end
    || case when p.prosecdef then ', security definer' else '' end
    || coalesce(', set ' || array_to_string(p.proconfig, ', '), '')
    || case when has_function_privilege($2, p.oid, 'execute') then '' else ', for the owner only' end as line
  from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace join pg_language as l on l.oid = p.prolang
  where n.nspname = $1
  order by p.oid::regprocedure::text collate "C"`;
