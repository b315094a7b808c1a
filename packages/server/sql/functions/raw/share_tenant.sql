-- For who stores or loads events of one tenant: until the end of the transaction nobody owns the tenant
-- (raw.own_tenant). Any number may share it. Reads and writes nothing but the lock.
create or replace function raw.share_tenant(p_tenant_hk bytea) returns void
language sql
as $$ select pg_advisory_xact_lock_shared(hashtextextended('onevault.tenant.' || encode(p_tenant_hk, 'hex'), 0)) $$;
