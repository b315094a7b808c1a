-- Counts events that were answered as duplicate, in the slot of this database connection.
-- Writes totals.arrivals. Not safe to repeat: call it once, in the transaction that found the duplicates.
create or replace function totals.count_duplicates(p_tenant_hk bytea, p_now timestamptz, p_events integer) returns void
language plpgsql
as $$
begin
  insert into totals.arrivals as a (tenant_hk, quarter_at, bucket, slot, events)
  values (p_tenant_hk, date_bin('15 minutes', p_now, 'epoch'), -1, totals.slot(), p_events)
  on conflict (tenant_hk, quarter_at, bucket, slot) do update set events = a.events + excluded.events;
end;
$$;
