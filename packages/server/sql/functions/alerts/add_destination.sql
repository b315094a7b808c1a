-- Adds a destination to a tenant. Returns null, or why not: too_many (20 is the limit). The audit trail names the host
-- or the domain only: the path of a webhook may be a secret.
-- Reads and writes alerts.destinations, writes the audit trail. Not safe to repeat.
create or replace function alerts.add_destination(
  p_tenant_hk bytea, p_destination_id uuid, p_kind text, p_address text, p_secret text, p_label text, p_host text,
  p_actor text default null
) returns text
language plpgsql
as $$
begin
  perform auth.act_as(p_actor);
  perform auth.require_tenant(p_tenant_hk);
  if (select count(*) from alerts.destinations as d where d.tenant_hk = p_tenant_hk) >= 20 then
    return 'too_many';
  end if;
  insert into alerts.destinations (tenant_hk, destination_id, kind, address, secret, label)
    values (p_tenant_hk, p_destination_id, p_kind, p_address, p_secret, p_label);
  perform audit.record(p_tenant_hk, 'alert_destination_created', jsonb_build_object(
    'destination', p_destination_id, 'kind', p_kind, 'host', p_host, 'label', p_label));
  return null;
end;
$$;
