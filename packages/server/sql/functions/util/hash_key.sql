-- Returns the hash key of a business key: the SHA-256 of the key followed by the hex of the tenant. Null for null.
-- Reads nothing, writes nothing. Stable like convert_to: PostgreSQL would not inline it if it were declared
-- immutable.
create or replace function util.hash_key(p_business_key text, p_tenant_hk bytea) returns bytea
language sql stable parallel safe
return sha256(convert_to(p_business_key || encode(p_tenant_hk, 'hex'), 'UTF8'));
