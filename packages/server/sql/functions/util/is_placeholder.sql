-- Returns whether a text stands for no id: what programs write when they have none. Many people share these, so an
-- alias event with one connects nobody.
-- Reads nothing, writes nothing.
create or replace function util.is_placeholder(p_id text) returns boolean
language sql immutable parallel safe
return lower(btrim(p_id)) in (
  '', 'undefined', 'null', 'none', 'nil', 'nan', 'unknown', 'anonymous', 'guest', 'true', 'false', '0', '-1',
  '[object object]', 'visitor_undefined', 'visitor_null');
