-- Returns the properties that share keys of one tenant may not ask about; '*' is every property, and the default.
-- Reads saved.settings, writes nothing.
create or replace function saved.private_properties(p_tenant_hk bytea) returns text[]
language plpgsql stable
as $$
begin
  return coalesce((select s.private_properties from saved.settings as s where s.tenant_hk = p_tenant_hk), '{*}');
end;
$$;
