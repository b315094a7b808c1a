-- The same for who has the hash key: what loops over tenants does for each.
-- Reads nothing, writes the transaction's setting onevault.tenant.
create or replace function auth.enter_tenant(p_tenant_hk bytea) returns bytea
language sql
return decode(set_config('onevault.tenant', encode(p_tenant_hk, 'hex'), true), 'hex');
