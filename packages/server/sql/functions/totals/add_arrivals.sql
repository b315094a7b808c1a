-- Adds newly loaded events to the ledger of page loads and to the lateness histogram.
-- Writes totals.tab_ledger and totals.lateness. Not safe to repeat: it counts the events again.
create or replace function totals.add_arrivals(
  p_tenant_hk bytea, p_events business.keyed_event[], p_slot smallint
) returns void
language plpgsql
as $$
begin
  perform totals.add_tabs(p_tenant_hk, p_events);

  insert into totals.lateness as t (tenant_hk, bucket, slot, events)
  select p_tenant_hk, totals.lateness_bucket(k.received_timestamp, k.event_timestamp) as bucket,
    p_slot, count(*)
  from unnest(p_events) as k
  group by bucket
  order by bucket
  on conflict (tenant_hk, bucket, slot) do update set events = t.events + excluded.events;
end;
$$;
