-- How far one event came and why it is not further, as GET /api/v1/track/events/{event_id} answers it;
-- null for an unknown one. Reads raw and staging, writes nothing.
create or replace function read.find_event(p_tenant_hk bytea, p_event_id text) returns jsonb
language sql stable
as $$
  select jsonb_build_object(
    'event_id', d.event_id,
    'event_type', d.raw_event_type,
    'page_url', d.page_url,
    'stage', case state.status
      when 'complete' then 'business'
      when 'pending' then case when d.staged_at is null then 'raw' else 'staging' end
      else state.status end,
    'layers', jsonb_build_object(
      'raw', jsonb_build_object('at', api.iso(d.raw_load_date)),
      'staging', case when d.staged_at is not null then jsonb_build_object(
        'at', api.iso(d.staged_at), 'validation_status', d.validation_status, 'quality_score', d.quality_score) end,
      'business', case when d.loaded_at is not null then jsonb_build_object('at', api.iso(d.loaded_at)) end),
    'reason', state.reason)
  from raw.event_ids as known
  join staging.pipeline_dashboard as d
    on d.tenant_hk = p_tenant_hk and d.raw_load_date = known.received_timestamp and d.event_id = known.event_id
  cross join lateral read.event_state(p_tenant_hk, known.received_timestamp, known.event_id) as state
  where known.tenant_hk = p_tenant_hk and known.event_id = p_event_id;
$$;
