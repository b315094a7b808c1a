-- Adds events to totals.forgotten: the running totals count them, but their rows are deleted.
-- Writes totals.forgotten. Not safe to repeat: call it once, in the transaction that deletes the rows.
create or replace function totals.count_forgotten(
  p_tenant_hk bytea, p_before timestamptz, p_events bigint, p_staged bigint, p_loaded bigint, p_rejected bigint
) returns void
language plpgsql
as $$
begin
  insert into totals.forgotten as f (tenant_hk, before_at, events, staged, loaded, rejected)
  values (p_tenant_hk, p_before, p_events, p_staged, p_loaded, p_rejected)
  on conflict (tenant_hk) do update set
    before_at = greatest(f.before_at, excluded.before_at),
    events = f.events + excluded.events,
    staged = f.staged + excluded.staged,
    loaded = f.loaded + excluded.loaded,
    rejected = f.rejected + excluded.rejected;
end;
$$;
