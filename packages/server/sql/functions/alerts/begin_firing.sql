-- Records that a rule begins to fire, and queues its deliveries. Returns the id of the firing; the caller, who has
-- locked the rule, writes it there.
-- Reads and writes alerts. Not safe to repeat.
create or replace function alerts.begin_firing(
  p_tenant_hk bytea, p_rule_id uuid, p_value numeric, p_threshold numeric, p_message text, p_now timestamptz
) returns uuid
language plpgsql
as $$
declare
  v_firing_id constant uuid := gen_random_uuid();
  v_message constant text := alerts.describe_value(p_message, p_value, p_threshold);
  v_rule record;
begin
  select r.name, r.kind into v_rule from alerts.rules as r where r.tenant_hk = p_tenant_hk and r.rule_id = p_rule_id;
  insert into alerts.firings (
    tenant_hk, firing_id, rule_id, rule_name, rule_kind, value, threshold, message, started_at)
  values (
    p_tenant_hk, v_firing_id, p_rule_id, v_rule.name, v_rule.kind, p_value, p_threshold, v_message, p_now);
  perform alerts.add_deliveries(p_tenant_hk, v_firing_id, 'alert.firing', p_now);
  return v_firing_id;
end;
$$;
