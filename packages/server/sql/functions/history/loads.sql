-- Returns the loads of one tenant whose rows count: of all imports, or of one.
-- Reads history.imports, writes nothing.
create or replace function history.loads(p_tenant_hk bytea, p_import_key text) returns uuid[]
language plpgsql stable
as $$
begin
  return array(
    select i.load_id from history.imports as i
    where i.tenant_hk = p_tenant_hk and i.load_id is not null and (p_import_key is null or i.import_key = p_import_key));
end;
$$;
