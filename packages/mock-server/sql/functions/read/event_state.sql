-- How far one event came: processing_status as the API answers it, and why it is not further.
-- The database's own words stay in error_message for the operator; a client gets the SQLSTATE. Of an event
-- that retention or an erasure has taken only the id is left: nothing more will come of it, so it is complete.
-- Reads raw and staging, writes nothing.
create or replace function read.event_state(p_tenant_hk bytea, p_received timestamptz, p_event_id text)
returns table (status text, reason jsonb)
language sql stable
as $$
  select
    case
      when s.business_status = 'LOADED' or r.event_id is null then 'complete'
      when s.business_status = 'REJECTED' then 'rejected'
      when s.business_status = 'ERROR' or r.processing_status = 'ERROR' then 'set_aside'
      else 'pending'
    end,
    case
      when s.business_status = 'REJECTED' then s.validation_errors -> 0
      when s.business_status = 'ERROR' or r.processing_status = 'ERROR' then jsonb_build_object(
        'rule', 'processing_failed', 'pointer', '', 'message', format('processing failed (%s)', left(coalesce(s.error_message, r.error_message), 5)))
    end
  from (select) as one
  left join raw.site_tracking_events_r as r
    on r.tenant_hk = p_tenant_hk and r.received_timestamp = p_received and r.event_id = p_event_id
  left join staging.site_tracking_events_s as s
    on s.tenant_hk = p_tenant_hk and s.received_timestamp = p_received and s.event_id = p_event_id;
$$;
