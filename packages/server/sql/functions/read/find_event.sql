-- Returns how far one event is in the pipeline and why, in the format of GET /api/v1/track/events/{event_id}. Null
-- for an unknown event.
-- Reads raw and staging, writes nothing.
create or replace function read.find_event(p_tenant_hk bytea, p_event_id text) returns jsonb
language plpgsql stable
as $$
begin
  return (
    select jsonb_build_object(
      'event_id', r.event_id,
      'event_type', coalesce(r.raw_payload ->> 'event_type', 'page_view'),
      'page_url', coalesce(r.raw_payload ->> 'page_url', ''),
      'stage', case
        when state.status = 'complete' then 'business'
        when state.status = 'pending' then case when s.event_id is null then 'raw' else 'staging' end
        else state.status end,
      'layers', jsonb_build_object(
        'raw', jsonb_build_object('at', util.iso(r.received_timestamp)),
        'staging', case when s.event_id is not null then jsonb_build_object(
          'at', util.iso(s.processed_timestamp), 'validation_status', s.validation_status, 'quality_score', s.quality_score,
          'validation_errors', s.validation_errors) end,
        'business', case when s.loaded_timestamp is not null then jsonb_build_object('at', util.iso(s.loaded_timestamp)) end),
      'reason', state.reason)
    from raw.event_ids as known
    join raw.site_tracking_events_r as r
      on r.tenant_hk = p_tenant_hk and r.received_timestamp = known.received_timestamp and r.event_id = known.event_id
    left join staging.site_tracking_events_s as s
      on s.tenant_hk = p_tenant_hk and s.received_timestamp = known.received_timestamp and s.event_id = known.event_id
    cross join lateral read.event_state(
      r.processing_status, r.error_message, s.business_status, s.error_message, s.validation_errors) as state
    where known.tenant_hk = p_tenant_hk and known.event_id = p_event_id
  );
end;
$$;
