-- Returns the slot of this database connection, 0 to 15. Totals with slots have a row for each, so that connections
-- rarely wait for each other.
-- Reads nothing, writes nothing.
create or replace function totals.slot() returns smallint
language sql stable
return (pg_backend_pid() % 16)::smallint;
