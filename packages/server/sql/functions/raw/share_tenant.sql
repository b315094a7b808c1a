-- Takes the shared lock of one tenant until the end of the transaction, for callers that store or load events. Any
-- number of transactions may share it; it excludes raw.own_tenant.
-- Reads and writes nothing but the lock. PL/pgSQL keeps the plan; the text of an SQL function is read by each call.
create or replace function raw.share_tenant(p_tenant_hk bytea) returns void
language plpgsql
as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('onevault.tenant.' || encode(p_tenant_hk, 'hex'), 0));
end;
$$;
