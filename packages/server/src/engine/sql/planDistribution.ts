import type { SqlSession } from './connection.ts';
import { SCHEMAS } from './schemas.ts';

/** One step towards a distributed database. */
export interface DistributionStep {
  /** The object, for people: `table raw.event_ids`. */
  about: string;
  /** Bytes to move; 0 for an object without rows. */
  bytes: number;
  /** Run them in this order. */
  statements: string[];
}

/** All other tables are co-located with this one, so it comes first. */
const ANCHOR = 'raw.event_ids';
/** Small, and joined with every tenant's events: each machine holds a full copy. */
const REFERENCE = 'auth.tenants';
/**
 * Functions of these schemas that take a tenant run on the machine with its rows. Functions for keys do not: they
 * notify, and a notification must come from the machine that the servers listen to.
 */
const DELEGATED_SCHEMAS = [
  'raw',
  'staging',
  'business',
  'totals',
  'facts',
  'history',
  'alerts',
  'saved',
  'pipeline',
  'upkeep',
  'read',
  'api',
];

/** Whether this database's tables are distributed with Citus. */
export async function isDistributed(session: Pick<SqlSession, 'query'>): Promise<boolean> {
  const [catalogue] = await session.query(`select to_regclass('pg_catalog.pg_dist_partition') is not null as found`);
  if (catalogue?.found !== true) return false;
  const [anchor] = await session.query(
    `select exists (select 1 from pg_dist_partition where logicalrelid = to_regclass($1)) as found`,
    [ANCHOR],
  );
  return anchor?.found === true;
}

/**
 * The missing steps for Citus to keep each tenant's rows together on one machine and to run its functions there; empty
 * when all are done. Read from the catalogue, so that no table or function is forgotten.
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
         and exists (select 1 from pg_attribute as a where a.attrelid = c.oid and a.attname = 'tenant_hk' and not a.attisdropped)
         and not exists (select 1 from pg_dist_partition as known where known.logicalrelid = c.oid)
     ) as t
     order by t.name <> $2, t.name <> $3, t.name`,
    [SCHEMAS, REFERENCE, ANCHOR],
  );
  return tables.map(({ name, bytes, leaves }) => {
    const distribute =
      name === REFERENCE
        ? `select create_reference_table('${name}')`
        : `select create_distributed_table('${name}', 'tenant_hk', colocate_with := '${name === ANCHOR ? 'none' : ANCHOR}')`;
    // Otherwise the old rows stay on this machine's disk, where an erasure does not reach them.
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
         exists (select 1 from pg_dist_object as known
           where known.classid = 'pg_proc'::regclass and known.objid = p.oid
             and (known.distribution_argument_index is not null)
               = (n.nspname = any ($2) and l.lanname = 'plpgsql' and 'p_tenant_hk' = any (coalesce(p.proargnames, '{}')))) as is_known,
         exists (select 1 from unnest(p.proconfig) as setting where setting like 'plan_cache_mode=%') as forces_plan
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
        // Citus cannot use a generic plan: it needs the tenant to choose the machine.
        ...(forces_plan ? [`alter function ${signature} reset plan_cache_mode`] : []),
        ...(is_known ? [] : [`select create_distributed_function('${signature}'${where})`]),
      ],
    };
  });
}
