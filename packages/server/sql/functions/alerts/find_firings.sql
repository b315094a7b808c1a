-- Returns firings of one tenant, newest first, in the format of GET /api/v1/alerts/firings. With p_before_at and
-- p_before_id only older ones, with p_is_open only those that have not resolved, with p_firing_id only that one.
-- Reads alerts.firings, writes nothing.
create or replace function alerts.find_firings(
  p_tenant_hk bytea, p_limit integer, p_before_at timestamptz default null, p_before_id uuid default null,
  p_is_open boolean default false, p_firing_id uuid default null
) returns jsonb
language plpgsql stable
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
        'firing_id', newest.firing_id, 'rule_id', newest.rule_id, 'rule_name', newest.rule_name, 'kind', newest.rule_kind,
        'state', case when newest.resolved_at is not null then 'resolved'
          when newest.acknowledged_at is not null then 'acknowledged' else 'firing' end,
        'message', coalesce(newest.resolved_message, newest.message), 'value', newest.value, 'threshold', newest.threshold,
        'started_at', util.iso(newest.started_at),
        'acknowledged_at', util.iso(newest.acknowledged_at), 'acknowledged_by', newest.acknowledged_by,
        'resolved_at', util.iso(newest.resolved_at), 'resolved_by', newest.resolved_by)
      order by newest.started_at desc, newest.firing_id desc), '[]')
    from (
      select f.firing_id, f.rule_id, f.rule_name, f.rule_kind, f.value, f.threshold, f.message, f.started_at,
        f.acknowledged_at, f.acknowledged_by, f.resolved_at, f.resolved_by, f.resolved_message
      from alerts.firings as f
      where f.tenant_hk = p_tenant_hk
        and (p_firing_id is null or f.firing_id = p_firing_id)
        and (p_before_at is null or (f.started_at, f.firing_id) < (p_before_at, p_before_id))
        and (not p_is_open or f.resolved_at is null)
      order by f.started_at desc, f.firing_id desc
      limit p_limit
    ) as newest
  );
end;
$$;
