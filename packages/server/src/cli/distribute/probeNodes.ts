import { randomBytes } from 'node:crypto';
import type { EventStore, Operations, RawEvent } from '../../engine/port.ts';
import { createAnalytics } from '../../engine/sql/analytics/createAnalytics.ts';
import type { SqlConnection, SqlSession } from '../../engine/sql/connection.ts';
import { createEventStore } from '../../engine/sql/createEventStore.ts';
import { createOperations } from '../../engine/sql/createOperations.ts';
import { createStatements } from '../../engine/sql/createStatements.ts';
import { readChecks } from '../../engine/sql/readChecks.ts';
import { SCHEMAS } from '../../engine/sql/schemas.ts';
import { toTenantHk } from '../../engine/sql/toTenantHk.ts';
import { createEventId } from '../../ingest/createEventId.ts';

/** Marks the customers of a probe, so that the next run removes what an interrupted one left. */
const PREFIX = 'onevault-distribute-probe-';
/** One customer in so many falls on each machine, unless one holds almost nothing. */
const CANDIDATES = 500;

/**
 * Sends events of a throw-away customer through all layers on each machine that holds rows, at once and in the
 * background, and a key; then removes the customer. Safe to repeat.
 *
 * @throws Error that names the machine and what it did with the event.
 */
export async function probeNodes(connection: SqlConnection, onNode: (name: string) => void): Promise<void> {
  for (const { customer_id } of await connection.query(
    `select t.customer_id from auth.tenants as t where starts_with(t.customer_id, $1)`,
    [PREFIX],
  )) {
    await removeCustomer(connection, String(customer_id));
  }
  const statements = createStatements(connection, { isOn: false, reason: 'the tables are distributed' });
  const store = createEventStore(statements);
  const operations = createOperations(statements, createAnalytics(connection.readOnce));
  for (const { name, customerId } of await chooseCustomers(connection)) {
    let failure: unknown;
    try {
      await probe(connection, store, operations, customerId);
    } catch (error) {
      failure = new Error(`${name} does not process events: ${(error as Error).message}`, { cause: error });
    }
    try {
      await removeCustomer(connection, customerId);
    } catch (error) {
      failure ??= new Error(`${name} keeps the rows of ${customerId}: ${(error as Error).message}`, { cause: error });
    }
    if (failure !== undefined) throw failure;
    onNode(name);
  }
}

/** A customer id for each machine that holds rows. */
async function chooseCustomers(session: SqlSession): Promise<{ name: string; customerId: string }[]> {
  const holders = await session.query(
    `select distinct n.nodename || ':' || n.nodeport as name
     from pg_dist_node as n
     join pg_dist_placement as p on p.groupid = n.groupid
     join pg_dist_shard as s on s.shardid = p.shardid and s.logicalrelid = 'raw.event_ids'::regclass
     where n.noderole = 'primary' order by name`,
  );
  const run = randomBytes(6).toString('hex');
  const ids = Array.from({ length: CANDIDATES }, (_, n) => `${PREFIX}${run}-${n}`);
  const chosen = await session.query(
    `select distinct on (name) n.nodename || ':' || n.nodeport as name, candidate.id
     from unnest($1::text[], $2::bytea[]) as candidate(id, tenant_hk)
     join pg_dist_placement as p
       on p.shardid = get_shard_id_for_distribution_column('raw.event_ids', candidate.tenant_hk)
     join pg_dist_node as n on n.groupid = p.groupid and n.noderole = 'primary'
     order by name, candidate.id`,
    [ids, ids.map((id) => Buffer.from(toTenantHk(id)))],
  );
  const missing = holders.filter(({ name }) => !chosen.some((one) => one.name === name)).map(({ name }) => name);
  if (holders.length === 0) throw new Error('no machine holds rows of raw.event_ids');
  if (missing.length > 0) throw new Error(`no customer of ${CANDIDATES} falls on ${missing.join(', ')}: rebalance`);
  return chosen.map(({ name, id }) => ({ name: String(name), customerId: String(id) }));
}

async function probe(
  session: SqlSession,
  store: EventStore,
  operations: Pick<Operations, 'addKey' | 'revokeKey'>,
  customerId: string,
): Promise<void> {
  await store.upsertCustomer(customerId);
  const now = createEvent();
  const later = createEvent();
  const [atOnce] = await store.store(customerId, [now], { process: true });
  if (atOnce?.status !== 'complete') throw new Error(await explain(session, customerId, atOnce?.status));
  await store.store(customerId, [later], { process: false });
  await store.process(customerId);
  for (const { eventId } of [now, later]) {
    const found = await store.findEvent(customerId, eventId);
    if (found?.stage !== 'business') throw new Error(await explain(session, customerId, found?.stage));
  }
  const [repeated] = await store.store(customerId, [now], { process: true });
  if (repeated?.duplicate !== true) throw new Error('it stored an event twice');
  const hash = randomBytes(32).toString('hex');
  await operations.addKey(customerId, { hash, scope: 'write' });
  if (!(await operations.revokeKey(customerId, hash))) throw new Error('a key could not be revoked');
  for (const { name, text } of readChecks(customerId)) {
    const broken = await session.query(text);
    if (broken.length > 0) throw new Error(`${name} lists ${broken.length} rows`);
  }
}

function createEvent(): RawEvent {
  return {
    eventId: createEventId(),
    payload: {
      event_type: 'page_view',
      page_url: 'https://example.com/probe?utm_source=probe&gclid=1',
      event_data: { session_id: 'sess_probe', visitor_id: 'visitor_probe', item_id: 'probe' },
    },
    clientIpHash: null,
    userAgent: 'onevault-server distribute',
    enrichment: null,
  };
}

async function explain(session: SqlSession, customerId: string, stage = 'unknown'): Promise<string> {
  const tenant = [Buffer.from(toTenantHk(customerId))];
  const messages = [
    ...(await session.query('select error_message from raw.site_tracking_events_r where tenant_hk = $1', tenant)),
    ...(await session.query('select error_message from staging.site_tracking_events_s where tenant_hk = $1', tenant)),
  ].flatMap(({ error_message }) => (typeof error_message === 'string' ? [error_message] : []));
  return [`the event is ${stage}`, ...messages].join(', ');
}

/** Deletes every row of a customer, and then the customer. */
async function removeCustomer(session: SqlSession, customerId: string): Promise<void> {
  const tenant = [Buffer.from(toTenantHk(customerId))];
  const tables = await session.query(
    `select format('%I.%I', n.nspname, c.relname) as name
     from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
     join pg_attribute as a on a.attrelid = c.oid and a.attname = 'tenant_hk' and not a.attisdropped
     where n.nspname = any ($1) and c.relkind in ('r', 'p') and not c.relispartition
     order by (n.nspname, c.relname) = ('auth', 'tenants'), name`,
    [SCHEMAS],
  );
  for (const { name } of tables) await session.query(`delete from ${name} where tenant_hk = $1`, tenant);
}
