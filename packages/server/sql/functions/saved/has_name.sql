-- Returns whether another definition of this kind has the name. Callers hold saved.lock.
-- Reads saved.definitions, writes nothing.
create or replace function saved.has_name(p_tenant_hk bytea, p_kind text, p_name text, p_definition_id uuid)
returns boolean
language plpgsql stable
as $$
declare
  v_name_hk constant bytea := saved.name_key(p_name);
begin
  return exists (select 1 from saved.definitions as d
    where d.tenant_hk = p_tenant_hk and d.kind = p_kind and d.name_hk = v_name_hk and d.definition_id <> p_definition_id);
end;
$$;
