-- Returns a JSON number rounded to three decimals, or null if it is outside the range or not a number.
-- docs/pipeline.md, "Reading values".
-- Reads nothing, writes nothing.
create or replace function util.number_of(p_value jsonb, p_min numeric, p_max numeric) returns numeric
language sql immutable parallel safe
return case when jsonb_typeof(p_value) = 'number' then
  case when p_value::numeric between p_min and p_max then round(p_value::numeric, 3) end
end;
