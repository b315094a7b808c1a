-- The tenant's hash key from its customer id.
-- Reads nothing, writes nothing. (Stable because convert_to is: declared immutable it would not be inlined.)
create or replace function auth.tenant_hk(p_customer_id text) returns bytea
language sql stable parallel safe
return sha256(convert_to(p_customer_id, 'UTF8'));
