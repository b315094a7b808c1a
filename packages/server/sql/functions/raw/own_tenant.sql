-- Takes the exclusive lock of one tenant until the end of the transaction: waits for transactions that hold
-- raw.share_tenant, then keeps new ones waiting. A table lock would block all tenants, and Citus does not allow one
-- in a delegated function.
-- Reads and writes nothing but the lock.
create or replace function raw.own_tenant(p_tenant_hk bytea) returns void
language sql
as $$ select pg_advisory_xact_lock(hashtextextended('onevault.tenant.' || encode(p_tenant_hk, 'hex'), 0)) $$;
