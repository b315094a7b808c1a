-- The newest events of one tenant, newest first, as the dashboard shows them.
-- Reads raw and staging, writes nothing. The limit stands in a sub-select, so that no plan ever joins more.
create or replace function read.recent_events(p_tenant_hk bytea, p_limit integer) returns jsonb
language sql stable
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'event_id', d.event_id, 'raw_event_type', d.raw_event_type, 'raw_load_date', api.iso(d.raw_load_date),
      'staging_status', d.staging_status, 'business_status', d.business_status, 'page_url', d.page_url,
      'session_id', d.session_id, 'visitor_id', d.visitor_id,
      'validation_status', d.validation_status, 'quality_score', d.quality_score
    ) order by d.raw_load_date desc), '[]')
  from (
    select r.received_timestamp, r.event_id
    from raw.site_tracking_events_r as r
    where r.tenant_hk = p_tenant_hk
    order by r.received_timestamp desc
    limit p_limit
  ) as newest
  cross join lateral (
    select * from staging.pipeline_dashboard as v
    where v.tenant_hk = p_tenant_hk and v.raw_load_date = newest.received_timestamp and v.event_id = newest.event_id
    limit 1
  ) as d;
$$;
