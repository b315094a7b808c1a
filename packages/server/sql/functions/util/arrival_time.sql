-- Returns the arrival time of the first of p_events events that are stored now. The next ones follow one microsecond
-- apart. The times are later than all earlier ones of this session, even if the clock has a low resolution (PGlite's
-- has milliseconds), so that arrivals keep their order. Only if the clock was set back by more than a minute, because it
-- had been wrong, the times follow the clock.
-- Reads and writes the session's setting onevault.last_arrival. Safe to repeat.
create or replace function util.arrival_time(p_events integer) returns timestamptz
language plpgsql
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_first timestamptz := v_now;
begin
  if util.last_arrival() < v_now + interval '1 minute' then
    v_first := greatest(v_now, util.last_arrival() + interval '1 microsecond');
  end if;
  perform set_config('onevault.last_arrival', (v_first + (p_events - 1) * interval '1 microsecond')::text, false);
  return v_first;
end;
$$;
