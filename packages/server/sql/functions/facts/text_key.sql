-- Returns the key of a text of a kind (facts.kinds), 0 for null and for ''. A hash, so that no lookup is needed, neither
-- for an event nor for a filter. PostgreSQL keeps this hash as it is, because rows are in hash partitions by it; it takes
-- a thirtieth of the time of SHA-256 (docs/decisions/0041).
-- Reads nothing, writes nothing.
create or replace function facts.text_key(p_kind integer, p_text text) returns bigint
language sql immutable parallel safe
return case when p_text <> '' then hashtextextended(p_text, p_kind) else 0 end;
