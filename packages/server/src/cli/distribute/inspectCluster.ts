import type { SqlSession } from '../../engine/sql/connection.ts';
import { SCHEMAS } from '../../engine/sql/schemas.ts';

/** What a machine of the cluster says of itself. */
export interface NodeFacts {
  /** Version of the extension, null without it. */
  citus: string | null;
  walLevel: string;
  /** Whether the connecting role may create schemas there. */
  mayCreate: boolean;
  /** How many locks fit into its lock table. */
  locks: number;
  maxPreparedTransactions: number;
  /** Free space on the disk of its data, null if unknown. */
  freeBytes: number | null;
}

export interface ClusterNode {
  /** `host:port`, or `the coordinator`. */
  name: string;
  holdsRows: boolean;
  /** The machine's answer, or why there is none. */
  answer: NodeFacts | { error: string };
}

export interface Cluster {
  /** `citus_version()` of the coordinator. */
  version: string;
  knowsCoordinator: boolean;
  nodes: ClusterNode[];
  /** Machines whose copy of the catalogue of Citus is not complete, or that are switched off. */
  notReady: string[];
  /** Bytes of the rows that have to move. */
  bytes: number;
  /** Tables and indexes of the largest partitioned table that has to be distributed. */
  relations: number;
  shards: number;
}

/** The question to each machine: one column, one row. */
const FACTS = `select json_build_object(
  'citus', (select extversion from pg_extension where extname = 'citus'),
  'walLevel', current_setting('wal_level'),
  'mayCreate', has_database_privilege(current_database(), 'create'),
  'locks', current_setting('max_locks_per_transaction')::bigint
    * (current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint),
  'maxPreparedTransactions', current_setting('max_prepared_transactions')::integer)::text`;
const FREE_BYTES = 'select available_disk_size::text from pg_catalog.citus_local_disk_space_stats()';

/** Reads what `findClusterProblems` judges. Changes nothing. */
export async function inspectCluster(session: Pick<SqlSession, 'query'>): Promise<Cluster> {
  const [about = {}] = await session.query(
    `select citus_version() as version, coalesce(current_setting('citus.shard_count', true), '32')::integer as shards,
       exists (select 1 from pg_dist_node where groupid = 0) as knows_coordinator,
       exists (select 1 from pg_dist_node where groupid = 0 and shouldhaveshards) as coordinator_holds_rows,
       array(select nodename || ':' || nodeport from pg_dist_node
         where noderole = 'primary' and groupid <> 0 and not (isactive and hasmetadata and metadatasynced)) as not_ready`,
  );
  const [own = {}] = await session.query(FACTS);
  const facts = JSON.parse(String(Object.values(own)[0])) as Omit<NodeFacts, 'freeBytes'>;
  const workers = await readWorkers(session);
  return {
    version: String(about.version),
    knowsCoordinator: about.knows_coordinator === true,
    nodes: [
      {
        name: 'the coordinator',
        holdsRows: about.coordinator_holds_rows === true,
        answer: { ...facts, freeBytes: await readFreeBytes(session) },
      },
      ...workers,
    ],
    notReady: about.not_ready as string[],
    shards: Number(about.shards),
    ...(await measureTables(session)),
  };
}

async function readWorkers(session: Pick<SqlSession, 'query'>): Promise<ClusterNode[]> {
  // Connects as this role, as every statement of the server will.
  const ask = (question: string) =>
    session.query(`select nodename || ':' || nodeport as name, success, result from run_command_on_workers($1)`, [
      question,
    ]);
  const free = new Map(
    (await ask(FREE_BYTES)).map(({ name, success, result }) => [name, success === true ? Number(result) : null]),
  );
  return (await ask(FACTS)).map(({ name, success, result }) => ({
    name: String(name),
    holdsRows: true,
    answer:
      success === true
        ? { ...(JSON.parse(String(result)) as NodeFacts), freeBytes: free.get(name) ?? null }
        : { error: String(result).replace(/\s+/g, ' ').trim() },
  }));
}

async function readFreeBytes(session: Pick<SqlSession, 'query'>): Promise<number | null> {
  try {
    const [row] = await session.query(FREE_BYTES);
    return row === undefined ? null : Number(row.available_disk_size);
  } catch {
    return null;
  }
}

async function measureTables(session: Pick<SqlSession, 'query'>): Promise<{ bytes: number; relations: number }> {
  const [row] = await session.query(
    `select coalesce(sum(t.bytes), 0)::bigint as bytes, coalesce(max(t.relations), 0)::integer as relations
     from (
       select sum(pg_total_relation_size(tree.relid)) as bytes,
         sum(1 + (select count(*) from pg_index as i where i.indrelid = tree.relid)) as relations
       from pg_class as c
       join pg_namespace as n on n.oid = c.relnamespace
       cross join lateral (
         select c.oid as relid where c.relkind = 'r'
         union all
         select p.relid from pg_partition_tree(c.oid) as p where c.relkind = 'p'
       ) as tree
       where n.nspname = any ($1) and c.relkind in ('r', 'p') and not c.relispartition
         and not exists (select 1 from pg_dist_partition as known where known.logicalrelid = c.oid)
       group by c.oid
     ) as t`,
    [SCHEMAS],
  );
  return { bytes: Number(row?.bytes), relations: Number(row?.relations) };
}
