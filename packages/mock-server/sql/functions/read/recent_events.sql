-- The newest events of one tenant, newest first, as the dashboard shows them.
-- Reads raw and staging, writes nothing.
create or replace function read.recent_events(p_tenant_hk bytea, p_limit integer) returns jsonb
language sql stable
as $$
  select read.event_rows(
    p_tenant_hk,
    array_agg(newest.received_timestamp order by newest.received_timestamp desc, newest.event_id desc),
    array_agg(newest.event_id order by newest.received_timestamp desc, newest.event_id desc))
  from (
    select r.received_timestamp, r.event_id
    from raw.site_tracking_events_r as r
    where r.tenant_hk = p_tenant_hk
    order by r.received_timestamp desc, r.event_id desc
    limit p_limit
  ) as newest;
$$;
