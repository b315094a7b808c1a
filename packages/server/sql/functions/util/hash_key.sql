-- The hash key of a business key: SHA-256 over the key and the hex of the tenant. Null for null.
-- Reads nothing, writes nothing. (Stable because convert_to is: declared immutable it would not be inlined.)
create or replace function util.hash_key(p_business_key text, p_tenant_hk bytea) returns bytea
language sql stable parallel safe
return sha256(convert_to(p_business_key || encode(p_tenant_hk, 'hex'), 'UTF8'));
