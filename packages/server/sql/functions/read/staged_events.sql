-- Returns the newest p_limit staged events of one tenant that match the filters, newest last, with all columns that
-- the pipeline derived.
-- Reads raw and staging, writes nothing.
create or replace function read.staged_events(
  p_tenant_hk bytea, p_event_type text default null, p_session_id text default null, p_limit integer default 1000,
  p_event_id text default null
) returns jsonb
language plpgsql stable
as $$
declare
  v_received_at constant timestamptz := (select known.received_timestamp from raw.event_ids as known
    where known.tenant_hk = p_tenant_hk and known.event_id = p_event_id);
begin
  return (
    select coalesce(jsonb_agg(
        (to_jsonb(newest)
          - array['tenant_hk', 'received_timestamp', 'processed_timestamp', 'loaded_timestamp', 'items', 'business_status',
            'error_message', 'retry_count', 'next_attempt_at']
          - staging.click_id_names())
        || jsonb_build_object(
          'stage', case when newest.business_status = 'LOADED' then 'business'
            when newest.business_status = 'ERROR' then 'set_aside' when newest.business_status = 'REJECTED' then 'rejected' else 'staging' end,
          'event_timestamp', util.iso(newest.event_timestamp),
          'click_ids', staging.click_ids(
            newest.gclid, newest.gbraid, newest.wbraid, newest.dclid, newest.fbclid, newest.msclkid, newest.ttclid,
            newest.twclid, newest.li_fat_id),
          'item_ids', coalesce((select jsonb_agg(item -> 'item_id') from jsonb_array_elements(newest.items) as item), '[]'),
          'event_data', coalesce(r.raw_payload -> 'event_data', '{}'))
        order by newest.received_timestamp), '[]')
    from (
      select staged.*
      from staging.site_tracking_events_s as staged
      where staged.tenant_hk = p_tenant_hk
        and (p_event_type is null or staged.event_type = p_event_type)
        and (p_session_id is null or staged.session_id = p_session_id)
        and (p_event_id is null or (staged.received_timestamp = v_received_at and staged.event_id = p_event_id))
      order by staged.received_timestamp desc
      limit p_limit
    ) as newest
    join raw.events as r
      on r.tenant_hk = p_tenant_hk and r.received_timestamp = newest.received_timestamp and r.event_id = newest.event_id
  );
end;
$$;
