-- Returns the rules of one tenant, oldest first, in the format of GET /api/v1/alerts/rules; with p_rule_id only that
-- one. A rule is ok, pending (the limit is crossed, but not for long enough), firing, acknowledged or off.
-- Reads alerts, writes nothing.
create or replace function alerts.find_rules(p_tenant_hk bytea, p_rule_id uuid default null) returns jsonb
language plpgsql stable
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
        'rule_id', r.rule_id, 'name', r.name, 'kind', r.kind, 'settings', r.settings, 'destinations', r.destination_ids,
        'enabled', r.is_enabled,
        'state', case when not r.is_enabled then 'off' when f.acknowledged_at is not null then 'acknowledged'
          when r.firing_id is not null then 'firing' when r.breached_since is not null then 'pending' else 'ok' end,
        'created_at', util.iso(r.created_at), 'evaluated_at', util.iso(r.evaluated_at))
      order by r.created_at, r.rule_id), '[]')
    from alerts.rules as r
    left join alerts.firings as f on f.tenant_hk = p_tenant_hk and f.firing_id = r.firing_id
    where r.tenant_hk = p_tenant_hk and (p_rule_id is null or r.rule_id = p_rule_id)
  );
end;
$$;
