import { execSync } from 'node:child_process';
import { ROUTES } from '@onevault/contract';
import { toTenantHk } from '@onevault/server/internal/engine/sql/toTenantHk';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipUnless } from '../../../../scripts/skipUnless.ts';
import { ask } from '../http/ask.ts';
import { endAllCli, runServer } from '../http/runCli.ts';
import { expectInvariants } from '../sql/invariants.ts';

/** The control of one worker: its name in pg_dist_node, and shell commands that stop and start it. */
const { CITUS_NODE, CITUS_NODE_STOP, CITUS_NODE_START } = process.env;
const TOKEN = 'ovt_loss';
const CUSTOMERS_EACH = 3;
const BATCH = 5;
/** So many batches of a customer on another machine arrive while one is away. */
const MEANWHILE = 20;
const PATIENCE = { timeout: 120_000 };

/** A machine of the cluster is lost under load and comes back. Expects a distributed database. */
export function describeNodeLoss(url: string): void {
  const isGiven = CITUS_NODE && CITUS_NODE_STOP && CITUS_NODE_START;
  const reason = 'CITUS_NODE, CITUS_NODE_STOP and CITUS_NODE_START are not set, so no machine of a Citus was lost';
  describe('the loss of a machine', skipUnless(isGiven, reason), () => {
    let client: pg.Client;
    let lost: string[];
    let others: string[];
    beforeAll(async () => {
      client = new pg.Client({ connectionString: url });
      await client.connect();
      ({ lost, others } = await chooseCustomers(client));
    });
    afterAll(async () => {
      endAllCli();
      await client?.end();
    });

    test('stops only its customers, no start, and loses and doubles nothing', async () => {
      const customers = [...lost, ...others];
      const keys = (ids: string[]) => ids.flatMap((id) => ['--key', `${id}:${TOKEN}`]);
      const start = (ids: string[]) =>
        runServer(['--database', url, ...keys(ids), '--port', '0', '--quiet', '--no-worker']).url;
      const server = await start(customers);
      await runServer(['worker', '--database', url]).ready;
      const load = startLoad(server, customers);
      const reached = (ids: string[], batches: number) =>
        ids.every((id) => (load.acknowledged.get(id)?.size ?? 0) >= batches * BATCH);
      await expect.poll(() => reached(customers, 3), PATIENCE).toBe(true);

      execSync(CITUS_NODE_STOP ?? '', { stdio: 'inherit' });
      await expect.poll(() => lost.every((id) => (load.refused.get(id) ?? 0) > 0), PATIENCE).toBe(true);
      const before = new Map(others.map((id) => [id, load.acknowledged.get(id)?.size ?? 0]));
      await expect
        .poll(
          () =>
            others.every((id) => (load.acknowledged.get(id)?.size ?? 0) >= (before.get(id) ?? 0) + MEANWHILE * BATCH),
          PATIENCE,
        )
        .toBe(true);
      expect(others.map((id) => load.refused.get(id) ?? 0)).toEqual(others.map(() => 0));
      // Starts that have nothing to create: a server with keys of known customers, and a worker.
      const second = await start(others);
      await runServer(['worker', '--database', url]).ready;
      const answer = await ask(`${second}${ROUTES.status}`, { key: `${others[0]}:${TOKEN}` });
      expect(answer.status).toBe(200);

      execSync(CITUS_NODE_START ?? '', { stdio: 'inherit' });
      const refused = new Map(lost.map((id) => [id, load.acknowledged.get(id)?.size ?? 0]));
      await expect
        .poll(() => lost.every((id) => (load.acknowledged.get(id)?.size ?? 0) > (refused.get(id) ?? 0)), PATIENCE)
        .toBe(true);
      await load.stop();
      expect(load.unexpected).toEqual([]);

      const session = { query: async (text: string) => (await client.query(text)).rows };
      for (const id of customers) {
        const key = `${id}:${TOKEN}`;
        await expect
          .poll(async () => (await ask(`${server}${ROUTES.settled}?timeout_ms=30000`, { key })).body.settled, PATIENCE)
          .toBe(true);
        const { rows } = await client.query(
          'select h.site_event_bk as id from business.site_event_h as h where h.tenant_hk = $1',
          [Buffer.from(toTenantHk(id))],
        );
        const stored = rows.map((row) => String(row.id));
        expect(new Set(stored).size, id).toBe(stored.length);
        expect(
          [...(load.acknowledged.get(id) ?? [])].filter((event) => !stored.includes(event)),
          id,
        ).toEqual([]);
        await expectInvariants(session, id);
      }
    }, 900_000);
  });
}

/** Customers whose rows are on the machine, and customers whose rows are not. */
async function chooseCustomers(client: pg.Client): Promise<{ lost: string[]; others: string[] }> {
  const ids = Array.from({ length: 200 }, (_, n) => `loss-${n}`);
  const { rows } = await client.query(
    `select candidate.id, n.nodename || ':' || n.nodeport as node
     from unnest($1::text[], $2::bytea[]) as candidate(id, tenant_hk)
     join pg_dist_placement as p on p.shardid = get_shard_id_for_distribution_column('raw.event_ids', candidate.tenant_hk)
     join pg_dist_node as n on n.groupid = p.groupid and n.noderole = 'primary'`,
    [ids, ids.map((id) => Buffer.from(toTenantHk(id)))],
  );
  const on = (isLost: boolean) =>
    rows
      .filter(({ node }) => (node === CITUS_NODE) === isLost)
      .map(({ id }) => String(id))
      .slice(0, CUSTOMERS_EACH);
  const chosen = { lost: on(true), others: on(false) };
  expect([chosen.lost.length, chosen.others.length], `customers on ${CITUS_NODE} and elsewhere`).toEqual([
    CUSTOMERS_EACH,
    CUSTOMERS_EACH,
  ]);
  return chosen;
}

/** Sends batches of each customer, one after the other, until it is stopped. */
function startLoad(server: string, customers: readonly string[]) {
  const acknowledged = new Map<string, Set<string>>(customers.map((id) => [id, new Set()]));
  const refused = new Map<string, number>();
  const unexpected: string[] = [];
  let isStopped = false;
  const senders = customers.map(async (id) => {
    for (let batch = 0; !isStopped; batch += 1) {
      const body = Array.from({ length: BATCH }, (_, n) => ({ event_id: `evt_${batch}_${n}` }));
      const path = batch % 2 === 0 ? ROUTES.track : ROUTES.trackAsync;
      const { status } = await ask(server + path, { key: `${id}:${TOKEN}`, body });
      if (status === 200) for (const { event_id } of body) acknowledged.get(id)?.add(event_id);
      else if (status === 503) refused.set(id, (refused.get(id) ?? 0) + 1);
      else unexpected.push(`${id}: ${status}`);
    }
  });
  const stop = async () => {
    isStopped = true;
    await Promise.all(senders);
  };
  return { acknowledged, refused, unexpected, stop };
}
