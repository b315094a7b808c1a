-- The slot of this database connection in spread-out totals.
-- Reads nothing, writes nothing.
create or replace function totals.slot() returns smallint
language sql stable
return (pg_backend_pid() % 16)::smallint;
