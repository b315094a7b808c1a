-- Returns the open transactions that hold raw.share_tenant of one tenant: those that may still commit events, or changes
-- of their stage, with a time that has passed. A lock is released after its commit can be seen, so the events of a
-- transaction that is no longer listed can be read by the next statement. Sees the locks of this machine: on Citus the
-- call has to run on the tenant's machine, as those that store do.
-- Reads pg_locks, writes nothing.
create or replace function raw.open_transactions(p_tenant_hk bytea) returns text[]
language plpgsql
as $$
declare
  v_key constant bigint := hashtextextended('onevault.tenant.' || encode(p_tenant_hk, 'hex'), 0); -- of raw.share_tenant
begin
  return array(
    select l.virtualtransaction
    from pg_locks as l
    where l.locktype = 'advisory'
      and l.database = (select d.oid from pg_database as d where d.datname = current_database())
      and l.classid = ((v_key >> 32) & 4294967295)::oid
      and l.objid = (v_key & 4294967295)::oid
      and l.objsubid = 1
      and l.mode = 'ShareLock'
      and l.granted);
end;
$$;
