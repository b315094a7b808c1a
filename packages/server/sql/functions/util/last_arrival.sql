-- The latest arrival time that this session has given out; null for none.
-- Reads the session's setting onevault.last_arrival, writes nothing.
create or replace function util.last_arrival() returns timestamptz
language sql stable
as $$ select nullif(current_setting('onevault.last_arrival', true), '')::timestamptz $$;
