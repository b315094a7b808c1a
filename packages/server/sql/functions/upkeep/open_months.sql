-- Calls upkeep.ensure_partitions for roles that may not create tables. Runs with the rights of the schema's owner,
-- and without parameters, so that the caller cannot choose the months.
-- Reads the catalogue, creates partitions. Safe to repeat.
create or replace function upkeep.open_months() returns integer
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$ select upkeep.ensure_partitions() $$;
