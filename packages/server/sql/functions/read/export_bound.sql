-- Returns {until, open}: the current time as the end of an export, and the transactions that may still commit events of
-- the tenant with an earlier arrival. Once all of them have ended (raw.open_transactions lists none of them), nothing
-- can appear before `until`: docs/decisions/0043.
-- Reads the clock, then the tenant's locks; writes the session's setting onevault.last_arrival. Safe to repeat.
create or replace function read.export_bound(p_tenant_hk bytea) returns jsonb
language plpgsql
as $$
declare
  v_until constant timestamptz := read.mark(p_tenant_hk);
  v_open constant text[] := raw.open_transactions(p_tenant_hk); -- after the time: who stores takes the lock before it
begin
  return jsonb_build_object('until', util.iso(v_until), 'open', to_jsonb(v_open));
end;
$$;
