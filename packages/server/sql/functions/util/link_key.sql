-- Returns the hash key of a link: the SHA-256 of the two hash keys, which already depend on the tenant.
-- Reads nothing, writes nothing.
create or replace function util.link_key(p_one_hk bytea, p_other_hk bytea) returns bytea
language sql immutable parallel safe
return sha256(p_one_hk || p_other_hk);
