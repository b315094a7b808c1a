-- Now, as a mark for read.pending_before: not before anything of the tenant that has been accepted, and before
-- everything that this session accepts from here on, also where the clock is coarse (PGlite's has milliseconds).
-- It takes the tenant because on distributed PostgreSQL the clock is that of the tenant's machine.
-- Reads and writes the session's last arrival.
create or replace function read.mark(p_tenant_hk bytea) returns timestamptz
language plpgsql
as $$
begin
  return util.arrival_time(1);
end;
$$;
