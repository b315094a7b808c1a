-- Deletes a rule for internal traffic of one tenant: its events count again. Returns false if there is no such rule.
-- Writes saved.internal_rules and the audit trail. Safe to repeat.
create or replace function saved.delete_internal_rule(p_tenant_hk bytea, p_rule_id uuid, p_actor text default null)
returns boolean
language plpgsql
as $$
begin
  perform auth.act_as(p_actor);
  delete from saved.internal_rules as r where r.tenant_hk = p_tenant_hk and r.rule_id = p_rule_id;
  if not found then
    return false;
  end if;
  perform audit.record(p_tenant_hk, 'internal_rule_deleted', jsonb_build_object('rule', p_rule_id));
  return true;
end;
$$;
