-- Deletes a rule of one tenant and ends its open firing; the firings stay in the list. Returns false if there is no such rule.
-- Reads and writes alerts, writes the audit trail. Safe to repeat.
create or replace function alerts.delete_rule(p_tenant_hk bytea, p_rule_id uuid, p_actor text default null) returns boolean
language plpgsql
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_rule record;
begin
  perform auth.act_as(p_actor);
  select r.name, r.firing_id into v_rule
    from alerts.rules as r
    where r.tenant_hk = p_tenant_hk and r.rule_id = p_rule_id
    for update;
  if not found then
    return false;
  end if;
  perform alerts.close_firing(p_tenant_hk, v_rule.firing_id, 'rule_deleted', v_now);
  delete from alerts.rules as r where r.tenant_hk = p_tenant_hk and r.rule_id = p_rule_id;
  perform audit.record(p_tenant_hk, 'alert_rule_deleted', jsonb_build_object('rule', p_rule_id, 'name', v_rule.name));
  return true;
end;
$$;
