-- Returns whether the database knows a time zone; null stands for none.
-- Reads nothing, writes nothing.
create or replace function alerts.knows_zone(p_timezone text) returns boolean
language plpgsql stable
as $$
begin
  perform now() at time zone p_timezone;
  return true;
exception when invalid_parameter_value then
  return false;
end;
$$;
