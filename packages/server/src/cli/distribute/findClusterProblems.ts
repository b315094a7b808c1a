import type { Cluster, ClusterNode, NodeFacts } from './inspectCluster.ts';

/** The first version that delegates calls of the form `select … from function(…)` and syncs metadata to its workers. */
const MIN_CITUS_VERSION = 11;
/** Customers differ in size, and a move of a shard copies it: twice the even share. */
const ROOM_FOR_SHARE = 2;

/** What has to be mended before the database can be distributed: one sentence and what to try for each; empty if all is well. */
export function findClusterProblems(cluster: Cluster): string[] {
  const version = toVersion(cluster.version);
  if (Number.parseInt(version, 10) < MIN_CITUS_VERSION) {
    return [`Citus ${version} is too old. Try ${MIN_CITUS_VERSION} or newer.`];
  }
  const problems: string[] = [];
  if (!cluster.knowsCoordinator) {
    problems.push(
      `the coordinator is not in the cluster. Try select citus_set_coordinator_host('<its name or address>').`,
    );
  }
  for (const name of cluster.notReady) {
    problems.push(
      `${name} is switched off, or its copy of the catalogue is not complete. Try select citus_activate_node('<host>', <port>), then select start_metadata_sync_to_all_nodes().`,
    );
  }
  const holders = cluster.nodes.filter(({ holdsRows }) => holdsRows);
  if (holders.length === 0)
    problems.push(`no machine may hold rows. Try select citus_add_node('<host>', 5432) for each worker.`);
  for (const node of cluster.nodes) problems.push(...findNodeProblems(node, cluster, holders.length));
  return problems;
}

/** Machines whose free space is not known: the operator has to look. */
export function findUnknownRoom({ nodes }: Cluster): string[] {
  return nodes
    .filter(({ holdsRows, answer }) => holdsRows && 'freeBytes' in answer && answer.freeBytes === null)
    .map(({ name }) => name);
}

function findNodeProblems({ name, holdsRows, answer }: ClusterNode, cluster: Cluster, holders: number): string[] {
  if ('error' in answer) {
    return [
      `${name} does not answer the coordinator (${answer.error}). Try to start it, to create the connecting role there, and to let the coordinator log in as that role (pg_hba.conf there, .pgpass on the coordinator).`,
    ];
  }
  const problems = [...findSettings(answer, cluster)];
  if (holdsRows) problems.push(...findRoom(answer, cluster, holders));
  return problems.map((problem) => `${name}: ${problem}`);
}

function findSettings(facts: NodeFacts, { nodes }: Cluster): string[] {
  const problems: string[] = [];
  const [coordinator] = nodes;
  const expected = coordinator && 'citus' in coordinator.answer ? coordinator.answer.citus : facts.citus;
  if (facts.citus === null) problems.push('this database lacks the extension citus. Try create extension citus.');
  else if (facts.citus !== expected) {
    problems.push(
      `the extension is ${facts.citus}, on the coordinator it is ${expected}. Try alter extension citus update.`,
    );
  }
  if (!facts.mayCreate)
    problems.push('the connecting role may not create schemas. Try grant create on database, there.');
  return problems;
}

function findRoom(facts: NodeFacts, { bytes, relations, shards }: Cluster, holders: number): string[] {
  const problems: string[] = [];
  if (facts.walLevel !== 'logical') {
    problems.push(
      `wal_level is ${facts.walLevel}, so shards cannot be moved later. Try wal_level = logical, and a restart.`,
    );
  }
  if (facts.maxPreparedTransactions === 0) {
    problems.push(
      'max_prepared_transactions is 0, and no transaction over two machines can commit. Try twice max_connections.',
    );
  }
  const needed = (ROOM_FOR_SHARE * bytes) / holders;
  if (facts.freeBytes !== null && facts.freeBytes < needed) {
    problems.push(
      `${toMib(facts.freeBytes)} are free on its disk, and ${toMib(needed)} are needed. Try a larger disk.`,
    );
  }
  const locks = relations * Math.ceil(shards / holders);
  if (facts.locks < locks) {
    problems.push(
      `its lock table holds ${facts.locks} locks, and a table with all its partitions needs ${locks}. Try a higher max_locks_per_transaction, a lower citus.shard_count, or fewer partitions.`,
    );
  }
  return problems;
}

function toVersion(text: string): string {
  return /\d+(\.\d+)*/.exec(text)?.[0] ?? '0';
}

function toMib(bytes: number): string {
  return `${Math.ceil(bytes / 1_048_576)} MiB`;
}
