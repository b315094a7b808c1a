-- Returns the given events of one tenant in the format of the dashboard, in the given order.
-- Reads raw and staging, writes nothing.
create or replace function read.event_rows(p_tenant_hk bytea, p_received timestamptz[], p_event_ids text[]) returns jsonb
language plpgsql stable
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
        'event_id', d.event_id, 'raw_event_type', d.raw_event_type, 'raw_load_date', util.iso(d.raw_load_date),
        'event_timestamp', util.iso(d.event_timestamp),
        'staging_status', d.staging_status, 'business_status', d.business_status, 'page_url', d.page_url,
        'session_id', d.session_id, 'visitor_id', d.visitor_id,
        'validation_status', d.validation_status, 'quality_score', d.quality_score,
        'validation_errors', d.validation_errors
      ) order by named.n), '[]')
    from unnest(p_received, p_event_ids) with ordinality as named(received_timestamp, event_id, n)
    cross join lateral (
      select * from staging.pipeline_dashboard as v
      where v.tenant_hk = p_tenant_hk and v.raw_load_date = named.received_timestamp and v.event_id = named.event_id
      limit 1
    ) as d
  );
end;
$$;
