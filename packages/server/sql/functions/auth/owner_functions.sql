-- Lists the functions that only the owner of the schema may run: they change roles and rights, or their arguments
-- affect all tenants.
-- Reads nothing, writes nothing.
create or replace function auth.owner_functions() returns text[]
language sql immutable
return array['auth.ensure_role', 'auth.enable_row_security', 'auth.row_security_is_on', 'upkeep.ensure_partitions', 'upkeep.drop_partitions'];
