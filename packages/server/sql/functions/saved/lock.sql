-- Takes the lock of one tenant for changes of its saved things, until the end of the transaction: so limits and unique
-- names hold however many change them at once.
-- Reads and writes nothing but the lock.
create or replace function saved.lock(p_tenant_hk bytea) returns void
language sql
as $$ select pg_advisory_xact_lock(hashtextextended('onevault.saved.' || encode(p_tenant_hk, 'hex'), 0)) $$;
