-- Returns the bit of a key in facts.sessions.page_bits and type_bits. Of the upper 48 bits, which are all that hits have
-- of the key of a type.
-- Reads nothing, writes nothing.
create or replace function facts.key_bit(p_key bigint) returns bigint
language sql immutable parallel safe
return 1::bigint << (p_key >> 16 & 63)::integer;
