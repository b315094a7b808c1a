import { distribute } from '@onevault/server/internal/cli/commands/distribute';
import { inspectSql } from '@onevault/server/internal/cli/doctor/inspectSql';
import { openEngine } from '@onevault/server/internal/cli/openEngine';
import { warnRowSecurityOff } from '@onevault/server/internal/cli/warnRowSecurityOff';
import { connectPostgres } from '@onevault/server/internal/engine/postgres/connectPostgres';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import type { SqlConnection } from '@onevault/server/internal/engine/sql/connection';
import { createSqlEngine } from '@onevault/server/internal/engine/sql/createSqlEngine';
import { SCHEMAS } from '@onevault/server/internal/engine/sql/schemas';
import type { Log } from '@onevault/server/internal/log';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { describeEngine } from '../../src/suites/describeEngine.ts';
import { createTestTerminal } from '../cli/createTestTerminal.ts';
import { CITUS_STAND_IN } from './standIn.ts';

const silent = { error: () => {} };
const OURS = SCHEMAS.map((schema) => `'${schema}'`).join(', ');
const TABLES = `select format('%I.%I', n.nspname, c.relname) as name, c.relispartition as is_partition
  from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
  where n.nspname in (${OURS}) and c.relkind in ('r', 'p')
    and exists (select from pg_attribute as a where a.attrelid = c.oid and a.attname = 'tenant_hk')`;

async function query<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

async function createCitus(): Promise<string> {
  const url = await createDatabase({ isEmpty: true });
  await query(url, CITUS_STAND_IN);
  return url;
}

async function run(url: string, ...flags: string[]) {
  const { terminal, printed, said } = createTestTerminal();
  await distribute(['--database', url, ...flags], {}, terminal);
  const [database, ...others] = said;
  expect(database).toMatch(/^Database: postgres, /);
  return { printed, said: others };
}

describe('distribute', () => {
  test('refuses databases that cannot be distributed, and says what to try', async () => {
    const { terminal } = createTestTerminal();
    await expect(distribute(['--database', 'some-folder'], {}, terminal)).rejects.toThrow(
      'only PostgreSQL can be distributed',
    );
    await expect(distribute(['--database', 'memory'], {}, terminal)).rejects.toThrow('memory is for tests');
    await expect(run(await createDatabase())).rejects.toThrow(
      /^\[OneVault\] Failed to distribute \(postgres, .*\): this database lacks the extension citus\. Try create extension citus/,
    );
    const old = await createCitus();
    const { pathname } = new URL(old);
    await query(old, `alter database ${pathname.slice(1)} set stand_in.version = 'Citus 10.2.9 on x86_64'`);
    await expect(run(old)).rejects.toThrow('Citus 10.2.9 is too old. Try 11 or newer.');
  });

  test('refuses a cluster that is not ready, with all that is missing, and changes nothing', async () => {
    const url = await createCitus();
    const { pathname } = new URL(url);
    await query(
      url,
      `alter database ${pathname.slice(1)} set stand_in.wal_level = 'replica'; update pg_dist_node set isactive = false where nodeid = 3`,
    );
    await expect(run(url)).rejects.toThrow(
      /the cluster is not ready, and nothing was changed\.\n- two:5432 is switched off.*\n- one:5432: wal_level is replica.*\n- two:5432: wal_level is replica/,
    );
    expect(await query(url, `select nspname from pg_namespace where nspname in (${OURS})`)).toEqual([]);
  });

  test('probes each machine and leaves nothing behind, also of a probe that was interrupted', async () => {
    const url = await createCitus();
    await (await createPostgresEngine({ url })).upsertCustomer('onevault-distribute-probe-old');
    const { printed } = await run(url);
    expect(printed.slice(-2)).toEqual(['one:5432 processes events', 'two:5432 processes events']);
    const tables = await query<{ name: string; is_partition: boolean }>(url, TABLES);
    for (const { name, is_partition } of tables) {
      if (!is_partition) expect(await query(url, `select tenant_hk from ${name}`), name).toEqual([]);
    }
  });

  test('fails loudly if a machine does not process an event, and a later run succeeds', async () => {
    const url = await createCitus();
    await run(url);
    await query(url, 'alter table business.site_event_nl add constraint no_events check (site_event_bk is null)');
    await expect(run(url)).rejects.toThrow(
      /Failed to probe the cluster: one:5432 does not process events: the event is set_aside, 23514: .*Everything is distributed; try to mend this/,
    );
    expect(await query(url, 'select customer_id from auth.tenants')).toEqual([]);
    await query(url, 'alter table business.site_event_nl drop constraint no_events');
    expect((await run(url)).said).toEqual(['Everything is distributed.', 'Done. Start the servers and workers.']);
  });

  test('says that servers cannot work as another role, and so does their start', async () => {
    const url = await createCitus();
    const { terminal, said } = createTestTerminal();
    await distribute(['--database', url], { ONEVAULT_DATABASE_ROLE: 'shop_app' }, terminal);
    expect(said.join('\n')).toContain('start them without --database-role and ONEVAULT_DATABASE_ROLE');
    await expect(openEngine({ kind: 'postgres', url, role: 'shop_app' }, silent)).rejects.toThrow(
      /Failed to work as the role shop_app: the tables are distributed\. Try without --database-role and ONEVAULT_DATABASE_ROLE: docs\/scale-out\.md/,
    );
    const connection = connectPostgres(url, 1);
    const inspectRole = async (role?: string) => {
      const about = { place: '', name: '', hasGivenKeys: true, isEmbedded: false, ...(role !== undefined && { role }) };
      return (await inspectSql(connection, about)).find(({ check }) => check === 'role');
    };
    expect(await inspectRole('shop_app')).toMatchObject({ isOk: false, instead: expect.stringContaining('without') });
    expect(await inspectRole()).toMatchObject({ isOk: true });
    await connection.close();
    const engine = await openEngine({ kind: 'postgres', url }, silent);
    const warnings: string[] = [];
    warnRowSecurityOff(engine, { warn: (text: string) => warnings.push(text) } as unknown as Log);
    await engine.close();
    expect(warnings).toEqual([expect.not.stringContaining('--database-role')]);
  });

  test('--dry-run prints the SQL and does not run it', async () => {
    const url = await createCitus();
    const { printed, said } = await run(url, '--dry-run');
    expect(printed).toContain(`select create_reference_table('auth.tenants');`);
    expect(printed).toContain(
      `select create_distributed_table('raw.event_ids', 'tenant_hk', colocate_with := 'none');`,
    );
    expect(printed).toContain(
      `select create_distributed_table('totals.lateness', 'tenant_hk', colocate_with := 'raw.event_ids');`,
    );
    expect(printed).toContain(
      `select create_distributed_function('pipeline.process_pending(bytea,integer,integer)', 'p_tenant_hk', colocate_with := 'raw.event_ids');`,
    );
    expect(said).toEqual([expect.stringMatching(/^\d+ steps, none of them done\.$/)]);
    expect(await query(url, 'select from pg_dist_partition')).toEqual([]);
    // psql can run the output.
    await query(url, printed.join('\n'));
    expect((await run(url, '--dry-run')).said).toEqual(['Everything is distributed.']);
  });

  test('distributes every table with a tenant, partitions with their parent, and reports its progress', async () => {
    const url = await createCitus();
    const { printed, said } = await run(url);
    expect(said).toEqual(['Done. Start the servers and workers.']);
    expect(printed[0]).toMatch(/^1\/\d+ table auth\.tenants \(\d+\.\d MiB\)$/);
    expect(printed.at(-3)).toMatch(/^(\d+)\/\1 function /);

    const known = await query<{ name: string; partmethod: string; colocationid: number }>(
      url,
      `select d.logicalrelid::regclass::text as name, d.partmethod, d.colocationid from pg_dist_partition as d`,
    );
    const tables = await query<{ name: string }>(url, TABLES);
    expect(tables.length).toBeGreaterThan(30);
    expect(known.map(({ name }) => name).sort()).toEqual(tables.map(({ name }) => name).sort());
    expect(known.filter(({ partmethod }) => partmethod === 'n').map(({ name }) => name)).toEqual(['auth.tenants']);
    expect(
      new Set(known.filter(({ partmethod }) => partmethod === 'h').map(({ colocationid }) => colocationid)).size,
    ).toBe(1);
    // No old rows stay on the coordinator's disk.
    const leaves = await query<{ name: string }>(url, `${TABLES} and c.relkind = 'r'`);
    expect(await query(url, 'select from citus_stand_in_truncated')).toHaveLength(leaves.length);
  });

  test('delegates functions by tenant, except those that notify, and removes plan_cache_mode', async () => {
    const url = await createCitus();
    await run(url);
    const delegated = await query<{ name: string }>(
      url,
      `select n.nspname || '.' || p.proname as name from pg_dist_object as o join pg_proc as p on p.oid = o.objid
       join pg_namespace as n on n.oid = p.pronamespace where o.distribution_argument_index is not null`,
    );
    const names = delegated.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'api.store_events',
        'upkeep.erase_visitor',
        'pipeline.process_pending',
        'read.find_events',
        'read.mark',
      ]),
    );
    expect(names.filter((name) => name.startsWith('auth.'))).toEqual([]);
    expect(
      await query(
        url,
        `select p.oid::regprocedure from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
         where n.nspname in (${OURS})
           and (array_to_string(p.proconfig, ',') like '%plan_cache_mode%'
             or not exists (select from pg_dist_object as o where o.objid = p.oid))`,
      ),
    ).toEqual([]);
  });

  test('continues where it was interrupted, and changes nothing the second time', async () => {
    const url = await createCitus();
    await (await createPostgresEngine({ url })).close();
    await query(url, `select create_distributed_table('raw.event_ids', 'tenant_hk', colocate_with := 'none')`);
    await run(url);
    expect((await run(url)).said).toEqual(['Everything is distributed.', 'Done. Start the servers and workers.']);
  });

  test('a newer version distributes its new tables and functions at start', async () => {
    const url = await createCitus();
    await run(url);
    // Simulates a database without this version's functions and one of its tables.
    await query(
      url,
      `drop function read.ledger(bytea, text, text); delete from pg_dist_partition where logicalrelid = 'totals.lateness'::regclass;
      delete from pg_dist_object where objid not in (select oid from pg_proc); delete from citus_stand_in_truncated; truncate audit.functions`,
    );
    await (await createPostgresEngine({ url })).close();
    expect((await run(url, '--dry-run')).said).toEqual(['Everything is distributed.']);
  });
});

describe('a distributed database', () => {
  const asked = new Set<string>();
  let delegated: Set<string>;

  describeEngine(
    'distributed (stand-in)',
    async () => {
      const url = await createCitus();
      await run(url);
      const found = await query<{ name: string }>(
        url,
        `select n.nspname || '.' || p.proname as name from pg_dist_object as o join pg_proc as p on p.oid = o.objid
       join pg_namespace as n on n.oid = p.pronamespace where o.distribution_argument_index is not null`,
      );
      delegated = new Set(found.map(({ name }) => name));
      const connection = connectPostgres(url, 10);
      const heard: SqlConnection = {
        ...connection,
        query(text, params, options) {
          asked.add(text.replace(/\s+/g, ' '));
          return connection.query(text, params, options);
        },
      };
      return createSqlEngine(heard, { kind: 'postgres', durability: 'As durable as the PostgreSQL of a test is.' });
    },
    undefined,
    { hasRowSecurity: false },
  );

  test('Citus can delegate every call: a single function, with the tenant and all else as plain parameters', () => {
    const calls = [...asked].filter((text) => [...delegated].some((name) => text.includes(`${name}(`)));
    expect(calls.length).toBeGreaterThan(15);
    const parameter = String.raw`\$\d+(::[a-z]+(\[\])?)?`;
    const call = String.raw`[a-z]+\.[a-z_]+\(\$1(, ${parameter})*\)`;
    for (const text of calls) {
      expect(text).toMatch(new RegExp(String.raw`^select (${call}( as \w+)?|[^$]+ from ${call}( as \w+)?)$`));
    }
  });
});
