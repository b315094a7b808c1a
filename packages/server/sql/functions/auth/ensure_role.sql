-- Creates the role of the server if it is missing, and grants it to the current user. Returns null if the server can
-- use the role, else the reason, as text that can follow a colon.
-- Reads and writes the roles of the whole database server. Safe to repeat, and from several databases at once.
create or replace function auth.ensure_role(p_role text) returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_role pg_catalog.pg_roles;
  v_is_distributed boolean := false;
begin
  -- Citus does not pass a setting made by a function to its workers: under row-level security they would see no rows.
  if to_regclass('pg_catalog.pg_dist_partition') is not null then
    execute 'select exists (select 1 from pg_catalog.pg_dist_partition)' into v_is_distributed;
  end if;
  if v_is_distributed then
    return 'the tables are distributed';
  end if;
  if not exists (select 1 from pg_roles as r where r.rolname = p_role) then
    begin
      execute format('create role %I nologin noinherit', p_role);
      -- The creator of a role may grant it to itself. From PostgreSQL 16 on this grant is required.
      if not (select r.rolsuper from pg_roles as r where r.rolname = current_user) then
        execute format('grant %I to current_user', p_role);
      end if;
    exception
      when insufficient_privilege then
        return format('there is no role %s, and %s may not make one', p_role, current_user);
      when duplicate_object or unique_violation then
        null; -- A server of another database has created it at the same time.
    end;
  end if;
  select * into v_role from pg_roles as r where r.rolname = p_role;
  return case
    when not pg_has_role(current_user, v_role.oid, case when current_setting('server_version_num')::integer >= 160000 then 'SET' else 'MEMBER' end)
      then format('%s may not take on the role %s', current_user, p_role)
    when v_role.rolsuper then format('the role %s is a superuser', p_role)
    when v_role.rolbypassrls then format('the role %s has BYPASSRLS', p_role)
    when pg_has_role(v_role.oid, current_user, 'MEMBER')
      then format('the role %s has the rights of %s', p_role, current_user)
    when exists (select 1 from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
        where c.relowner = v_role.oid and n.nspname = any (auth.schemas()))
      then format('the role %s owns tables of the schema', p_role)
  end;
end;
$$;
