-- upkeep.drop_partitions for those who may not drop tables: with the rights of the schema's owner, and with
-- nothing that the caller could choose. A time of the caller's would drop everybody's events.
-- Reads the catalogue and auth.tenants, writes partitions and totals.forgotten. Safe to repeat.
create or replace function upkeep.drop_months() returns setof text
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$ select month from upkeep.drop_partitions() as month $$;
