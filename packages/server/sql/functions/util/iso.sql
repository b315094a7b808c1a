-- Formats a timestamp as ISO 8601 in UTC, with microseconds and Z.
-- Reads nothing, writes nothing.
create or replace function util.iso(p_at timestamptz) returns text
language sql stable parallel safe
return to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
