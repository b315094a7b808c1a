-- Returns whether a staged event matches all filters that are not null. Sessions, visitors and pages are given by
-- business key. PostgreSQL inlines this function. Takes columns and not the row: docs/scale-out.md, "Rules for the SQL".
-- Reads nothing, writes nothing.
create or replace function read.event_matches(
  p_event_type text, p_business_status text, p_session_id text, p_visitor_id text,
  p_page_host text, p_page_path text, p_page_url text,
  p_wanted_type text, p_wanted_status text, p_session_bk text, p_visitor_bk text, p_page_bk text
) returns boolean
language sql immutable parallel safe
begin atomic
  select (p_wanted_type is null or p_event_type = p_wanted_type)
    and (p_wanted_status is null or p_business_status = p_wanted_status)
    and (p_session_bk is null or business.session_key(p_session_id) = p_session_bk)
    and (p_visitor_bk is null or business.visitor_key(p_visitor_id) = p_visitor_bk)
    and (p_page_bk is null or business.page_key(p_page_host, p_page_path, p_page_url) = p_page_bk);
end;
