-- Calls upkeep.drop_partitions for roles that may not drop tables. Runs with the rights of the schema's owner, and
-- without parameters: a caller that could pass a time could drop the events of all tenants.
-- Reads the catalogue and auth.tenants, drops partitions, writes raw and totals.forgotten. Safe to repeat.
create or replace function upkeep.drop_months() returns setof text
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$ select month from upkeep.drop_partitions() as month $$;
