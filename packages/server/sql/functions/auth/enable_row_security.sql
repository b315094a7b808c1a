-- Gives every table with a tenant its policy, and p_role what the server needs to work behind it and no
-- more: it owns nothing, makes and drops nothing, and runs nothing that takes a choice from it which
-- concerns everybody. Who owns the tables is not held by the policies: migrations, psql and the functions
-- that are SECURITY DEFINER see all tenants.
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

  -- Partitions have no policy and no grants of their own: they are reached through their table.
  for v_table in
    select format('%I.%I', n.nspname, c.relname) as name, n.nspname as schema, c.relrowsecurity as is_secured
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    join pg_attribute as a on a.attrelid = c.oid and a.attname = 'tenant_hk' and not a.attisdropped
    where n.nspname = any (v_schemas) and c.relkind in ('r', 'p') and not c.relispartition
  loop
    if not v_table.is_secured then
      -- Only this tenant's rows, read or written; none while there is no tenant, which is '' or null.
      execute format('create policy one_tenant on %s using (tenant_hk = decode(current_setting(''onevault.tenant'', true), ''hex''))', v_table.name);
      execute format('alter table %s enable row level security', v_table.name);
    end if;
    execute format('grant %s on %s to %I',
      case v_table.schema when 'auth' then 'select, insert, update' when 'audit' then 'select, insert'
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
