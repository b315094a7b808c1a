-- Adds a rule to a tenant. Returns null, or why not: too_many (100 is the limit), unknown_destination, or
-- unknown_zone.
-- Reads and writes alerts, writes the audit trail. Not safe to repeat.
create or replace function alerts.add_rule(
  p_tenant_hk bytea, p_rule_id uuid, p_name text, p_kind text, p_settings jsonb, p_destination_ids uuid[],
  p_is_enabled boolean, p_actor text default null
) returns text
language plpgsql
as $$
begin
  perform auth.act_as(p_actor);
  perform auth.require_tenant(p_tenant_hk);
  if (select count(*) from alerts.rules as r where r.tenant_hk = p_tenant_hk) >= 100 then
    return 'too_many';
  end if;
  if not alerts.knows_destinations(p_tenant_hk, p_destination_ids) then
    return 'unknown_destination';
  end if;
  if not alerts.knows_zone(p_settings ->> 'timezone') then
    return 'unknown_zone';
  end if;
  insert into alerts.rules (tenant_hk, rule_id, name, kind, settings, destination_ids, is_enabled)
    values (p_tenant_hk, p_rule_id, p_name, p_kind, p_settings, p_destination_ids, p_is_enabled);
  perform audit.record(p_tenant_hk, 'alert_rule_created', jsonb_build_object(
    'rule', p_rule_id, 'name', p_name, 'kind', p_kind, 'settings', p_settings, 'enabled', p_is_enabled));
  return null;
end;
$$;
