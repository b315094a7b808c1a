-- Returns whether row-level security is complete for a role: every table with a tenant has its policy, the role may
-- read it, and the role, but not the public, may run the functions. False after a migration has added a table or
-- function, and for a role that is new in this database.
-- Reads the catalogue, writes nothing.
create or replace function auth.row_security_is_on(p_role text) returns boolean
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_schemas constant text[] := auth.schemas();
begin
  return not exists (
      select 1 from pg_class as c
      join pg_namespace as n on n.oid = c.relnamespace
      join pg_attribute as a on a.attrelid = c.oid and a.attname = 'tenant_hk' and not a.attisdropped
      where n.nspname = any (v_schemas) and c.relkind in ('r', 'p', 'v') and not c.relispartition
        and (c.relkind <> 'v' and not c.relrowsecurity or not has_table_privilege(p_role, c.oid, 'select')))
    and not exists (
      select 1 from pg_proc as p
      join pg_namespace as n on n.oid = p.pronamespace
      where n.nspname = any (v_schemas)
        and (p.proacl is null
          or exists (select 1 from aclexplode(p.proacl) as g where g.grantee = 0)
          or n.nspname || '.' || p.proname <> all (auth.owner_functions()) and not has_function_privilege(p_role, p.oid, 'execute')));
end;
$$;
