-- Returns the caller's properties: event_data without the context fields that have their own columns.
-- Reads nothing, writes nothing.
create or replace function business.event_properties(p_data jsonb) returns jsonb
language sql immutable parallel safe
return coalesce(case when jsonb_typeof(p_data) = 'object' then p_data end, '{}') - array[
  'session_id', 'visitor_id', 'page_view_id', 'timestamp', 'sent_at', 'tab_id', 'seq', 'user_id', 'title', 'referrer',
  'screen_resolution', 'viewport_size', 'timezone', 'language'];
