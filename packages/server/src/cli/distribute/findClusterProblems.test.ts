import { describe, expect, test } from 'vitest';
import { findClusterProblems, findUnknownRoom } from './findClusterProblems.ts';
import type { Cluster, ClusterNode, NodeFacts } from './inspectCluster.ts';

const FACTS: NodeFacts = {
  citus: '13.0-1',
  walLevel: 'logical',
  mayCreate: true,
  locks: 19_200,
  maxPreparedTransactions: 200,
  freeBytes: 2 ** 40,
};
const node = (name: string, facts: Partial<NodeFacts> = {}, holdsRows = true): ClusterNode => ({
  name,
  holdsRows,
  answer: { ...FACTS, ...facts },
});
const coordinator = (facts: Partial<NodeFacts> = {}) =>
  node('the coordinator', { walLevel: 'replica', ...facts }, false);
const cluster = (...nodes: ClusterNode[]): Cluster => ({
  version: 'Citus 13.0.5 on x86_64-pc-linux-gnu',
  knowsCoordinator: true,
  nodes,
  notReady: [],
  bytes: 2 ** 30,
  relations: 30,
  shards: 32,
});
const problemsOf = (facts: Partial<NodeFacts>) => findClusterProblems(cluster(coordinator(), node('one:5432', facts)));

describe('the problems of a cluster', () => {
  test('are none where all is well', () => {
    expect(findClusterProblems(cluster(coordinator(), node('one:5432'), node('two:5432')))).toEqual([]);
    expect(findClusterProblems(cluster(node('the coordinator')))).toEqual([]);
  });

  test('an old version is the only one named', () => {
    const old = { ...cluster(), version: 'Citus 10.2.9 on x86_64' };
    expect(findClusterProblems(old)).toEqual(['Citus 10.2.9 is too old. Try 11 or newer.']);
  });

  test('nobody may hold rows, the coordinator is unknown, a machine is switched off', () => {
    const found = findClusterProblems({ ...cluster(coordinator()), knowsCoordinator: false, notReady: ['one:5432'] });
    expect(found).toEqual([
      expect.stringContaining('citus_set_coordinator_host'),
      expect.stringMatching(/^one:5432 is switched off.*citus_activate_node/),
      expect.stringContaining('citus_add_node'),
    ]);
  });

  test('a machine does not answer as the connecting role', () => {
    const away: ClusterNode = { name: 'one:5432', holdsRows: true, answer: { error: 'role "shop" does not exist' } };
    expect(findClusterProblems(cluster(coordinator(), away))).toEqual([
      expect.stringMatching(/^one:5432 does not answer the coordinator \(role "shop" does not exist\)\. Try /),
    ]);
  });

  test.each<[Partial<NodeFacts>, string]>([
    [{ citus: null }, 'this database lacks the extension citus. Try create extension citus.'],
    [{ citus: '12.1-1' }, 'the extension is 12.1-1, on the coordinator it is 13.0-1.'],
    [{ walLevel: 'replica' }, 'wal_level is replica, so shards cannot be moved later.'],
    [{ mayCreate: false }, 'the connecting role may not create schemas.'],
    [{ maxPreparedTransactions: 0 }, 'max_prepared_transactions is 0'],
    [{ freeBytes: 2 ** 30 }, '1024 MiB are free on its disk, and 2048 MiB are needed.'],
    [{ locks: 959 }, 'its lock table holds 959 locks, and a table with all its partitions needs 960.'],
  ])('%j', (facts, problem) => {
    expect(problemsOf(facts)).toEqual([expect.stringContaining(`one:5432: ${problem}`)]);
  });

  test('free space that nobody tells is no problem, but it is named', () => {
    expect(problemsOf({ freeBytes: null })).toEqual([]);
    expect(findUnknownRoom(cluster(coordinator({ freeBytes: null }), node('one:5432', { freeBytes: null })))).toEqual([
      'one:5432',
    ]);
  });
});
