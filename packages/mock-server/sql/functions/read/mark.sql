-- Now, as a mark for read.pending_before: not before anything that has been accepted.
-- Reads the clock and the session's last arrival, writes nothing.
create or replace function read.mark() returns timestamptz
language sql volatile
as $$ select greatest(clock_timestamp(), raw.last_arrival()) $$;
