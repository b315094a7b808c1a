-- upkeep.ensure_partitions for those who may not make tables: with the rights of the schema's owner, and with
-- nothing that the caller could choose.
-- Reads the catalogue, writes partitions. Safe to repeat.
create or replace function upkeep.open_months() returns integer
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$ select upkeep.ensure_partitions() $$;
