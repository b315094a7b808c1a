-- Returns the current time as a mark for read.pending_before. Every event that the tenant has stored arrived at or
-- before the mark. Every event that this session stores later arrives after it, also with a clock in milliseconds
-- (PGlite). Takes the tenant because on Citus the clock is that of the tenant's machine.
-- Reads and writes the session's setting onevault.last_arrival. Safe to repeat.
create or replace function read.mark(p_tenant_hk bytea) returns timestamptz
language plpgsql
as $$
begin
  return util.arrival_time(1);
end;
$$;
