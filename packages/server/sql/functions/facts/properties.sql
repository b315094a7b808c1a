-- Returns the properties of an event that filters and breakdowns can name: those of the vault
-- (business.event_properties), without an id that no two page views share and without what facts have as columns. Null
-- for none.
-- Reads nothing, writes nothing. One removal of all names: two of them took 2.5 microseconds longer.
create or replace function facts.properties(p_data jsonb) returns jsonb
language sql immutable parallel safe
return nullif(p_data - array[
  'session_id', 'visitor_id', 'page_view_id', 'timestamp', 'sent_at', 'tab_id', 'seq', 'user_id', 'title', 'referrer',
  'screen_resolution', 'viewport_size', 'timezone', 'language', 'automated', 'internal', 'items', 'utm_source',
  'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'], '{}');
