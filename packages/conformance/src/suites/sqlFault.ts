/** SQL engines in which some events fail, for `describeFaults`. */

import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import type { Row } from '@onevault/server/internal/engine/sql/connection';
import { createSqlEngine } from '@onevault/server/internal/engine/sql/createSqlEngine';
import pg from 'pg';
import { asOwner } from '../databases/asOwner.ts';
import { openPglite } from '../databases/openPglite.ts';
import type { FaultyEngine } from './faultyEngine.ts';

export async function createFaultyPgliteEngine(): Promise<FaultyEngine> {
  const connection = await openPglite();
  const engine = await createSqlEngine(connection, { kind: 'pglite', durability: 'None: for a test.' });
  return addSqlFault(engine, (text) => asOwner(connection).query(text));
}

export async function createFaultyPostgresEngine(url: string): Promise<FaultyEngine> {
  const engine = await createPostgresEngine({ url });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return addSqlFault(
    {
      ...engine,
      async close() {
        await client.end();
        await engine.close();
      },
    },
    async (text) => (await client.query(text)).rows,
  );
}

/** Adds a constraint that refuses some events. Time advances by moving their due times. */
async function addSqlFault(
  engine: FaultyEngine['engine'],
  run: (text: string) => Promise<Row[]>,
): Promise<FaultyEngine> {
  await run(`alter table business.site_event_nl add constraint no_faults check (site_event_bk not like 'evt_fault%')`);
  return {
    engine,
    async heal() {
      await run('alter table business.site_event_nl drop constraint no_faults');
    },
    async advance(ms) {
      // Citus updates by a constant only: `timestamptz - interval` depends on the time zone, and is stable.
      for (const table of ['raw.set_aside', 'staging.site_tracking_events_s']) {
        const due = await run(
          `select tenant_hk::text as tenant_hk, next_attempt_at::text as at,
             (next_attempt_at - ${ms} * interval '1 ms')::text as earlier
           from ${table} where next_attempt_at is not null
           group by tenant_hk, next_attempt_at order by next_attempt_at`,
        );
        for (const { tenant_hk, at, earlier } of due) {
          await run(
            `update ${table} set next_attempt_at = '${earlier}' where tenant_hk = '${tenant_hk}' and next_attempt_at = '${at}'`,
          );
        }
      }
    },
  };
}
