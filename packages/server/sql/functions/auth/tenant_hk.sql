-- Returns a tenant's hash key: the SHA-256 of its customer id.
-- Reads nothing, writes nothing. Stable like convert_to: PostgreSQL would not inline it if it were declared
-- immutable.
create or replace function auth.tenant_hk(p_customer_id text) returns bytea
language sql stable parallel safe
return sha256(convert_to(p_customer_id, 'UTF8'));
