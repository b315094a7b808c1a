-- The functions that only the owner of the schema may run: they make roles and rights, or take a choice
-- that concerns everybody. Reads nothing, writes nothing.
create or replace function auth.owner_functions() returns text[]
language sql immutable
return array['auth.ensure_role', 'auth.raise_wall', 'auth.wall_is_up', 'upkeep.ensure_partitions', 'upkeep.drop_partitions'];
