-- Returns the arrival time of the first of p_events events that are stored now. The next ones follow one microsecond
-- apart. The times are later than all earlier ones of this session, even if the clock has a low resolution (PGlite's
-- has milliseconds), so that arrivals keep their order.
-- Reads and writes the session's setting onevault.last_arrival. Safe to repeat.
create or replace function util.arrival_time(p_events integer) returns timestamptz
language plpgsql
as $$
declare
  v_first timestamptz := greatest(clock_timestamp(), util.last_arrival() + interval '1 microsecond');
begin
  perform set_config('onevault.last_arrival', (v_first + (p_events - 1) * interval '1 microsecond')::text, false);
  return v_first;
end;
$$;
