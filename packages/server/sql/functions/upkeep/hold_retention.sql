-- Keeps retention from deleting events of one tenant until the end of the transaction, for callers that must see an
-- event in all layers or in none.
-- Reads and writes nothing but the lock.
create or replace function upkeep.hold_retention(p_tenant_hk bytea) returns void
language sql
as $$ select pg_advisory_xact_lock(hashtextextended('onevault.retention.' || encode(p_tenant_hk, 'hex'), 0)) $$;
