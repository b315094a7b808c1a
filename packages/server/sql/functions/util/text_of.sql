-- Returns a JSON string, or a whole number of up to 15 digits (5 and 5.0 are whole), as text of at most p_max
-- characters. Null for other values. docs/pipeline.md, "Reading values".
-- Reads nothing, writes nothing.
create or replace function util.text_of(p_value jsonb, p_max integer) returns text
language sql immutable parallel safe
return nullif(left(
  case
    when jsonb_typeof(p_value) = 'string' then p_value #>> '{}'
    when jsonb_typeof(p_value) = 'number' then substring(p_value #>> '{}' from '^(-?[0-9]{1,15})(?:\.0*)?$')
  end, p_max), '');
