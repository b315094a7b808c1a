-- Returns an id of any length and type as text: a string, a whole number (5.0 is 5), or the JSON text of another value.
-- util.text_of is for columns; this is for finding what no column accepted. Null for null and for an empty string.
-- Reads nothing, writes nothing.
create or replace function util.id_of(p_value jsonb) returns text
language sql immutable parallel safe
begin atomic
  select nullif(coalesce(util.text_of(p_value, 2147483647), p_value #>> '{}'), '');
end;
