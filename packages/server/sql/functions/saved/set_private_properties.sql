-- Sets the properties that share keys of one tenant may not ask about.
-- Reads and writes saved.settings; if the list changes, also writes the audit trail. Safe to repeat.
create or replace function saved.set_private_properties(p_tenant_hk bytea, p_properties text[], p_actor text default null)
returns void
language plpgsql
as $$
begin
  perform auth.act_as(p_actor);
  perform auth.require_tenant(p_tenant_hk);
  if saved.private_properties(p_tenant_hk) = p_properties then
    return;
  end if;
  insert into saved.settings as s (tenant_hk, private_properties) values (p_tenant_hk, p_properties)
    on conflict (tenant_hk) do update set private_properties = excluded.private_properties;
  perform audit.record(p_tenant_hk, 'private_properties_changed', jsonb_build_object('properties', p_properties));
end;
$$;
