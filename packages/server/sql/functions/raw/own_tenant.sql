-- Waits for those who store or load events of one tenant, and then keeps them out until the end of the
-- transaction (raw.share_tenant). A lock on the tables would stop every other tenant too, and no function may
-- take one that distributed PostgreSQL has handed on to a worker. Reads and writes nothing but the lock.
create or replace function raw.own_tenant(p_tenant_hk bytea) returns void
language sql
as $$ select pg_advisory_xact_lock(hashtextextended('onevault.tenant.' || encode(p_tenant_hk, 'hex'), 0)) $$;
