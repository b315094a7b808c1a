-- Returns a size such as 1280x720, or null for other values. docs/pipeline.md, "Columns".
-- Reads nothing, writes nothing.
create or replace function staging.size_of(p_value jsonb) returns text
language sql immutable parallel safe
return case when jsonb_typeof(p_value) = 'string' and char_length(p_value #>> '{}') <= 11
  and btrim(p_value #>> '{}', '0123456789') = 'x'
  and char_length(split_part(p_value #>> '{}', 'x', 1)) between 1 and 5
  and char_length(split_part(p_value #>> '{}', 'x', 2)) between 1 and 5 then p_value #>> '{}' end;
