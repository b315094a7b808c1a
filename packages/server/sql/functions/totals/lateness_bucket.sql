-- The bucket of the lateness histogram for an event: 0 up to 1 s, 1 up to 10 s, 2 up to 1 min, 3 up to
-- 10 min, 4 up to 1 h, 5 up to 1 day, 6 up to 7 days, 7 longer.
-- Reads nothing, writes nothing.
create or replace function totals.lateness_bucket(p_received timestamptz, p_happened timestamptz) returns smallint
language sql immutable parallel safe
return width_bucket(
  extract(epoch from p_received - p_happened)::double precision,
  array[1, 10, 60, 600, 3600, 86400, 604800]::double precision[])::smallint;
