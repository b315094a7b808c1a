-- Creates the row-level security policy of each table with a tenant, and grants p_role only what the server needs.
-- p_role owns nothing, creates and drops nothing, and cannot run functions whose arguments affect all tenants. The
-- policies do not apply to the owner of the tables: migrations, psql and SECURITY DEFINER functions see all tenants.
-- Reads and writes the catalogue. Safe to repeat.
create or replace function auth.enable_row_security(p_role text) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_schemas constant text[] := auth.schemas();
  v_schema text;
  v_table record;
  v_function record;
begin
  foreach v_schema in array v_schemas loop
    execute format('revoke all on all functions in schema %I from public', v_schema);
    execute format('grant usage on schema %I to %I', v_schema, p_role);
  end loop;

  -- Partitions need no policies and grants: the server accesses them only through their parent table.
  for v_table in
    select format('%I.%I', n.nspname, c.relname) as name, n.nspname as schema, c.relrowsecurity as is_secured
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    join pg_attribute as a on a.attrelid = c.oid and a.attname = 'tenant_hk' and not a.attisdropped
    where n.nspname = any (v_schemas) and c.relkind in ('r', 'p') and not c.relispartition
  loop
    if not v_table.is_secured then
      -- Allows reads and writes of the entered tenant's rows only. Without a tenant the setting is '' or null, and no
      -- row matches.
      execute format('create policy one_tenant on %s using (tenant_hk = decode(current_setting(''onevault.tenant'', true), ''hex''))', v_table.name);
      execute format('alter table %s enable row level security', v_table.name);
    end if;
    execute format('grant %s on %s to %I',
      case when v_table.name = 'auth.sessions' then 'select, insert, delete'
        when v_table.schema = 'auth' then 'select, insert, update' when v_table.schema = 'audit' then 'select, insert'
        else 'select, insert, update, delete' end,
      v_table.name, p_role);
  end loop;

  for v_table in
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = any (v_schemas) and c.relkind = 'v'
  loop
    execute format('grant select on %s to %I', v_table.name, p_role);
  end loop;

  for v_function in
    select p.oid::regprocedure as signature
    from pg_proc as p
    join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname = any (v_schemas) and n.nspname || '.' || p.proname <> all (auth.owner_functions())
  loop
    execute format('grant execute on function %s to %I', v_function.signature, p_role);
  end loop;
end;
$$;
