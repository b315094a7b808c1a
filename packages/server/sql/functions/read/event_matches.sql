-- Returns whether a staged event matches all filters that are not null. Sessions, visitors and pages are given by
-- business key. PostgreSQL inlines this function.
-- Reads nothing, writes nothing.
create or replace function read.event_matches(
  p_event staging.site_tracking_events_s, p_event_type text, p_business_status text,
  p_session_bk text, p_visitor_bk text, p_page_bk text
) returns boolean
language sql immutable parallel safe
begin atomic
  select (p_event_type is null or (p_event).event_type = p_event_type)
    and (p_business_status is null or (p_event).business_status = p_business_status)
    and (p_session_bk is null or business.session_key((p_event).session_id) = p_session_bk)
    and (p_visitor_bk is null or business.visitor_key((p_event).visitor_id) = p_visitor_bk)
    and (p_page_bk is null
      or business.page_key((p_event).page_host, (p_event).page_path, (p_event).page_url) = p_page_bk);
end;
