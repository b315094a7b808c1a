-- Makes a tenant the tenant of this transaction, given its hash key: for loops over tenants. See auth.enter_customer.
-- Reads nothing, writes the transaction's setting onevault.tenant.
create or replace function auth.enter_tenant(p_tenant_hk bytea) returns bytea
language sql
return decode(set_config('onevault.tenant', encode(p_tenant_hk, 'hex'), true), 'hex');
