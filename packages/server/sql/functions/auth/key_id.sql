-- Returns the short id of a key for people: the first 8 hex digits of its hash.
-- Reads nothing, writes nothing.
create or replace function auth.key_id(p_key_hash bytea) returns text
language sql immutable parallel safe
return left(encode(p_key_hash, 'hex'), 8);
