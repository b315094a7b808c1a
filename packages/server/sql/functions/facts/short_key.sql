-- Returns a hash as a number of 64 bits, 0 for null: facts are many, and 32 bytes for each key are too much. Among a
-- million sessions two have the same number with a probability of 1 to 37 million.
-- Reads nothing, writes nothing.
create or replace function facts.short_key(p_hash bytea) returns bigint
language sql immutable parallel safe
return coalesce(hashtextextended(encode(p_hash, 'hex'), 0), 0);
