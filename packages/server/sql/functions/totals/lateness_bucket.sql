-- Returns an event's bucket in the lateness histogram: 0 under 1 s, 1 under 10 s, 2 under 1 min, 3 under 10 min, 4
-- under 1 h, 5 under 1 day, 6 under 7 days, 7 from 7 days on.
-- Reads nothing, writes nothing.
create or replace function totals.lateness_bucket(p_received timestamptz, p_happened timestamptz) returns smallint
language sql immutable parallel safe
return width_bucket(
  extract(epoch from p_received - p_happened)::double precision,
  array[1, 10, 60, 600, 3600, 86400, 604800]::double precision[])::smallint;
