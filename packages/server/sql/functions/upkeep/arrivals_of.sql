-- Returns the arrivals of one tenant that name the given visitor or one of the given sessions, in any state.
-- p_visitor_bk and p_session_bks are business keys. Scans all staged rows from p_since on, because no index fits, and
-- the raw rows that are not staged.
-- Reads raw and staging, writes nothing.
create or replace function upkeep.arrivals_of(
  p_tenant_hk bytea, p_visitor_bk text, p_session_bks text[], p_since timestamptz default '-infinity'
) returns table (received_timestamp timestamptz, event_id text)
language plpgsql stable
as $$
begin
  return query
    select s.received_timestamp, s.event_id
    from staging.site_tracking_events_s as s
    where s.tenant_hk = p_tenant_hk
      and s.received_timestamp >= p_since
      and (business.visitor_key(s.visitor_id) = p_visitor_bk or business.session_key(s.session_id) = any (p_session_bks))
    union
    select waits.received_timestamp, waits.event_id
    from (
      -- One branch per status, so that each uses the small partial index of its status.
      select r.received_timestamp, r.event_id, r.raw_payload from raw.site_tracking_events_r as r
      where r.tenant_hk = p_tenant_hk and r.processing_status = 'PENDING'
      union all
      select r.received_timestamp, r.event_id, r.raw_payload from raw.site_tracking_events_r as r
      where r.tenant_hk = p_tenant_hk and r.processing_status = 'ERROR'
    ) as waits
    cross join lateral (
      select util.text_of(waits.raw_payload -> 'event_data' -> 'visitor_id', 128) as visitor_id,
        util.text_of(waits.raw_payload -> 'event_data' -> 'session_id', 128) as session_id
    ) as named
    where business.visitor_key(named.visitor_id) = p_visitor_bk or business.session_key(named.session_id) = any (p_session_bks);
end;
$$;
