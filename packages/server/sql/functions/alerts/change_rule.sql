-- Changes a rule of one tenant; its kind stays. Other settings, or a rule that is turned off, end its open firing. Returns null, or
-- why not: unknown_rule, unknown_destination, or unknown_zone.
-- Reads and writes alerts, writes the audit trail. Safe to repeat.
create or replace function alerts.change_rule(
  p_tenant_hk bytea, p_rule_id uuid, p_name text, p_settings jsonb, p_destination_ids uuid[], p_is_enabled boolean,
  p_actor text default null
) returns text
language plpgsql
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_rule record;
  v_begins_anew boolean;
begin
  perform auth.act_as(p_actor);
  select r.settings, r.firing_id, r.is_enabled into v_rule
    from alerts.rules as r
    where r.tenant_hk = p_tenant_hk and r.rule_id = p_rule_id
    for update;
  if not found then
    return 'unknown_rule';
  end if;
  if not alerts.knows_destinations(p_tenant_hk, p_destination_ids) then
    return 'unknown_destination';
  end if;
  if not alerts.knows_zone(p_settings ->> 'timezone') then
    return 'unknown_zone';
  end if;
  v_begins_anew := p_settings <> v_rule.settings or p_is_enabled <> v_rule.is_enabled;
  if v_begins_anew then
    perform alerts.close_firing(p_tenant_hk, v_rule.firing_id, 'rule_changed', v_now);
    update alerts.rules as r
      set due_at = v_now, breached_since = null, cleared_since = null, firing_id = null, samples = '[]'
      where r.tenant_hk = p_tenant_hk and r.rule_id = p_rule_id;
  end if;
  update alerts.rules as r
    set name = p_name, settings = p_settings, destination_ids = p_destination_ids, is_enabled = p_is_enabled
    where r.tenant_hk = p_tenant_hk and r.rule_id = p_rule_id;
  perform audit.record(p_tenant_hk, 'alert_rule_changed', jsonb_build_object(
    'rule', p_rule_id, 'name', p_name, 'settings', p_settings, 'enabled', p_is_enabled));
  return null;
end;
$$;
