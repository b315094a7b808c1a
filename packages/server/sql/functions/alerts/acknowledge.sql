-- Records that somebody looks after an open firing, and who. Returns the firing, or null if there is none with this id.
-- Reads and writes alerts.firings; the first call also writes the audit trail. Safe to repeat: the first one stays.
create or replace function alerts.acknowledge(p_tenant_hk bytea, p_firing_id uuid, p_actor text) returns jsonb
language plpgsql
as $$
declare
  v_now constant timestamptz := clock_timestamp();
begin
  perform auth.act_as(p_actor);
  update alerts.firings as f set acknowledged_at = v_now, acknowledged_by = p_actor
    where f.tenant_hk = p_tenant_hk and f.firing_id = p_firing_id and f.acknowledged_at is null and f.resolved_at is null;
  if found then
    perform audit.record(p_tenant_hk, 'alert_acknowledged', jsonb_build_object('firing', p_firing_id));
  end if;
  return alerts.find_firings(p_tenant_hk, 1, p_firing_id => p_firing_id) -> 0;
end;
$$;
