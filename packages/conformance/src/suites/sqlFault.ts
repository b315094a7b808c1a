/** SQL engines in which some events fail, for `describeFaults`. */

import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { createSqlEngine } from '@onevault/server/internal/engine/sql/createSqlEngine';
import pg from 'pg';
import { asOwner } from '../databases/asOwner.ts';
import { openPglite } from '../databases/openPglite.ts';
import type { FaultyEngine } from './faultyEngine.ts';

export async function createFaultyPgliteEngine(): Promise<FaultyEngine> {
  const connection = await openPglite();
  const engine = await createSqlEngine(connection, { kind: 'pglite', durability: 'None: for a test.' });
  return addSqlFault(engine, (text) => asOwner(connection).script(text));
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
    async (text) => {
      await client.query(text);
    },
  );
}

/** Adds a constraint that refuses some events. Time advances by moving their due times. */
async function addSqlFault(
  engine: FaultyEngine['engine'],
  run: (text: string) => Promise<void>,
): Promise<FaultyEngine> {
  await run(`alter table business.site_event_nl add constraint no_faults check (site_event_bk not like 'evt_fault%')`);
  return {
    engine,
    heal: () => run('alter table business.site_event_nl drop constraint no_faults'),
    async advance(ms) {
      const by = `next_attempt_at = next_attempt_at - ${ms} * interval '1 ms'`;
      await run(`update raw.site_tracking_events_r set ${by}`);
      await run(`update staging.site_tracking_events_s set ${by}`);
    },
  };
}
