-- Takes the shared lock of one tenant until the end of the transaction, for callers that store or load events. Any
-- number of transactions may share it; it excludes raw.own_tenant.
-- Reads and writes nothing but the lock.
create or replace function raw.share_tenant(p_tenant_hk bytea) returns void
language sql
as $$ select pg_advisory_xact_lock_shared(hashtextextended('onevault.tenant.' || encode(p_tenant_hk, 'hex'), 0)) $$;
