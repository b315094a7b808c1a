import type { SqlSession } from './connection.ts';
import { SCHEMAS } from './schemas.ts';

/** One thing that makes a database distributed. */
export interface DistributionStep {
  /** What it is about, for people: `table raw.event_ids`. */
  about: string;
  /** Bytes to be moved; 0 for what holds no rows. */
  bytes: number;
  /** Statements, to be run in this order. */
  statements: string[];
}

/** What all tables are co-located with: it has to come first. */
const ANCHOR = 'raw.event_ids';
/** Small, and read beside every tenant's events: each machine has all of it. */
const REFERENCE = 'auth.tenants';
/**
 * Of these schemas the functions that take a tenant run where its rows are. Not those of keys: they notify, and a
 * notification has to leave from the machine that the servers listen to.
 */
const DELEGATED_SCHEMAS = ['raw', 'staging', 'business', 'totals', 'pipeline', 'upkeep', 'read', 'api'];

/** Whether somebody has distributed this database's tables with Citus. */
export async function isDistributed(session: SqlSession): Promise<boolean> {
  const [catalogue] = await session.query(`select to_regclass('pg_catalog.pg_dist_partition') is not null as found`);
  if (catalogue?.found !== true) return false;
  const [anchor] = await session.query(
    `select exists (select from pg_dist_partition where logicalrelid = to_regclass($1)) as found`,
    [ANCHOR],
  );
  return anchor?.found === true;
}

/**
 * What is still to be done so that Citus keeps each tenant's rows together on one machine and runs its functions there:
 * nothing, once it has been done. From the catalogue, so that no table and no function can be forgotten.
 */
export async function planDistribution(session: SqlSession): Promise<DistributionStep[]> {
  return [...(await planTables(session)), ...(await planFunctions(session))];
}

async function planTables(session: SqlSession): Promise<DistributionStep[]> {
  const tables = await session.query(
    `select t.name, t.bytes, t.leaves
     from (
       select format('%I.%I', n.nspname, c.relname) as name, held.bytes, held.leaves
       from pg_class as c
       cross join lateral (
         select sum(pg_total_relation_size(leaf.relid))::bigint as bytes,
           jsonb_agg(leaf.relid::regclass::text order by leaf.relid::regclass::text) as leaves
         from (
           select c.oid as relid where c.relkind = 'r'
           union all
           select tree.relid from pg_partition_tree(c.oid) as tree where c.relkind = 'p' and tree.isleaf
         ) as leaf
       ) as held
       join pg_namespace as n on n.oid = c.relnamespace
       where n.nspname = any ($1) and c.relkind in ('r', 'p') and not c.relispartition
         and exists (select from pg_attribute as a where a.attrelid = c.oid and a.attname = 'tenant_hk' and not a.attisdropped)
         and not exists (select from pg_dist_partition as known where known.logicalrelid = c.oid)
     ) as t
     order by t.name <> $2, t.name <> $3, t.name`,
    [SCHEMAS, REFERENCE, ANCHOR],
  );
  return tables.map(({ name, bytes, leaves }) => {
    const distribute =
      name === REFERENCE
        ? `select create_reference_table('${name}')`
        : `select create_distributed_table('${name}', 'tenant_hk', colocate_with := '${name === ANCHOR ? 'none' : ANCHOR}')`;
    // What was in a table stays on this machine's disk otherwise, out of reach of an erasure.
    const holding = leaves as string[];
    const truncate = holding.map((leaf) => `select truncate_local_data_after_distributing_table('${leaf}')`);
    return { about: `table ${name}`, bytes: Number(bytes), statements: [distribute, ...truncate] };
  });
}

async function planFunctions(session: SqlSession): Promise<DistributionStep[]> {
  const functions = await session.query(
    `select f.signature, f.is_delegated, f.is_known, f.forces_plan
     from (
       select p.oid::regprocedure::text as signature,
         n.nspname = any ($2) and l.lanname = 'plpgsql' and 'p_tenant_hk' = any (p.proargnames) as is_delegated,
         exists (select from pg_dist_object as known
           where known.classid = 'pg_proc'::regclass and known.objid = p.oid
             and (known.distribution_argument_index is not null)
               = (n.nspname = any ($2) and l.lanname = 'plpgsql' and 'p_tenant_hk' = any (coalesce(p.proargnames, '{}')))) as is_known,
         exists (select from unnest(p.proconfig) as setting where setting like 'plan_cache_mode=%') as forces_plan
       from pg_proc as p
       join pg_namespace as n on n.oid = p.pronamespace
       join pg_language as l on l.oid = p.prolang
       where n.nspname = any ($1) and p.prokind = 'f'
     ) as f
     where not f.is_known or f.forces_plan
     order by f.is_delegated, f.signature`,
    [SCHEMAS, DELEGATED_SCHEMAS],
  );
  return functions.map(({ signature, is_delegated, is_known, forces_plan }) => {
    const where = is_delegated ? `, 'p_tenant_hk', colocate_with := '${ANCHOR}'` : '';
    return {
      about: `function ${signature}`,
      bytes: 0,
      statements: [
        // A plan for any tenant is one that Citus cannot make: it has to know the machine.
        ...(forces_plan ? [`alter function ${signature} reset plan_cache_mode`] : []),
        ...(is_known ? [] : [`select create_distributed_function('${signature}'${where})`]),
      ],
    };
  });
}
