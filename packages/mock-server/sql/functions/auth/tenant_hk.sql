-- The tenant's hash key from its customer id.
-- Reads nothing, writes nothing.
create or replace function auth.tenant_hk(p_customer_id text) returns bytea
language sql immutable parallel safe
return sha256(convert_to(p_customer_id, 'UTF8'));
