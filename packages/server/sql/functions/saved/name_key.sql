-- Returns the key of a name. Upper and lower case differ.
-- Reads nothing, writes nothing.
create or replace function saved.name_key(p_name text) returns bytea
language sql stable parallel safe
return sha256(convert_to(p_name, 'UTF8'));
