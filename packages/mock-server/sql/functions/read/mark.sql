-- Now, as a mark for read.pending_before: not before anything that has been accepted, and before everything
-- that this session accepts from here on, also where the clock is coarse (PGlite's has milliseconds).
-- Reads and writes the session's last arrival.
create or replace function read.mark() returns timestamptz
language sql volatile
as $$ select raw.arrival_time(1) $$;
