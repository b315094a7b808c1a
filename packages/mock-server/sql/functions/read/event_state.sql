-- How far one event came: processing_status as the API answers it, and why it is not further.
-- The database's own words stay in error_message for the operator; a client gets the SQLSTATE.
-- Reads raw and staging, writes nothing.
create or replace function read.event_state(p_tenant_hk bytea, p_received timestamptz, p_event_id text)
returns table (status text, reason jsonb)
language sql stable
as $$
  select
    case
      when s.business_status = 'LOADED' then 'complete'
      when s.business_status = 'REJECTED' then 'rejected'
      when s.business_status = 'ERROR' or r.processing_status = 'ERROR' then 'set_aside'
      else 'pending'
    end,
    case
      when s.business_status = 'REJECTED' then s.validation_errors -> 0
      when s.business_status = 'ERROR' or r.processing_status = 'ERROR' then jsonb_build_object(
        'rule', 'processing_failed', 'pointer', '', 'message', format('processing failed (%s)', left(coalesce(s.error_message, r.error_message), 5)))
    end
  from raw.site_tracking_events_r as r
  left join staging.site_tracking_events_s as s
    on s.tenant_hk = p_tenant_hk and s.received_timestamp = r.received_timestamp and s.event_id = r.event_id
  where r.tenant_hk = p_tenant_hk and r.received_timestamp = p_received and r.event_id = p_event_id;
$$;
