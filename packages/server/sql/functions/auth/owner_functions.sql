-- The functions that only the owner of the schema may run: they make roles and rights, or take a choice
-- that concerns everybody. Reads nothing, writes nothing.
create or replace function auth.owner_functions() returns text[]
language sql immutable
return array['auth.ensure_role', 'auth.enable_row_security', 'auth.row_security_is_on', 'upkeep.ensure_partitions', 'upkeep.drop_partitions'];
