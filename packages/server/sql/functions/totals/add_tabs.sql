-- Adds newly loaded events to the ledger of page loads.
-- Writes totals.tab_ledger. Not safe to repeat: it counts the events again.
create or replace function totals.add_tabs(p_tenant_hk bytea, p_events business.keyed_event[]) returns void
language plpgsql
as $$
begin
  insert into totals.tab_ledger as t (
    tenant_hk, tab_hk, site_session_hk, tab_id, events, first_seq, last_seq, first_arrival_at, last_arrival_at, skew_ms)
  select p_tenant_hk, sha256(convert_to(k.tab_id, 'UTF8')) as tab_hk, coalesce(k.session_hk, '') as session_hk, k.tab_id,
    count(*), min(k.seq), max(k.seq), min(k.received_timestamp), max(k.received_timestamp),
    (array_agg(k.skew_ms order by k.received_timestamp desc) filter (where k.skew_ms is not null))[1]
  from unnest(p_events) as k
  where k.tab_id is not null and k.seq is not null
  group by k.tab_id, k.session_hk
  order by tab_hk, session_hk
  on conflict (tenant_hk, tab_hk, site_session_hk) do update set
    events = t.events + excluded.events,
    first_seq = least(t.first_seq, excluded.first_seq),
    last_seq = greatest(t.last_seq, excluded.last_seq),
    first_arrival_at = least(t.first_arrival_at, excluded.first_arrival_at),
    skew_ms = case when excluded.last_arrival_at > t.last_arrival_at then coalesce(excluded.skew_ms, t.skew_ms)
      else coalesce(t.skew_ms, excluded.skew_ms) end,
    last_arrival_at = greatest(t.last_arrival_at, excluded.last_arrival_at);
end;
$$;
