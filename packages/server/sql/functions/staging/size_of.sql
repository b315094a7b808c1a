-- Returns a size such as 1280x720, or null for other values. docs/pipeline.md, "Columns".
-- Reads nothing, writes nothing.
create or replace function staging.size_of(p_value jsonb) returns text
language sql immutable parallel safe
return case when jsonb_typeof(p_value) = 'string' and p_value #>> '{}' ~ '^[0-9]{1,5}x[0-9]{1,5}$' then p_value #>> '{}' end;
