-- Returns the latest arrival time that util.arrival_time has returned in this session, or null.
-- Reads the session's setting onevault.last_arrival, writes nothing.
create or replace function util.last_arrival() returns timestamptz
language sql stable
begin atomic
  select nullif(current_setting('onevault.last_arrival', true), '')::timestamptz;
end;
