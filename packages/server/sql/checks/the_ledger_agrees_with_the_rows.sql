-- Lists page loads and sessions of the tenant :'tenant' whose ledger row differs from the loaded events.
-- Lists nothing once retention has deleted events of the tenant.
select t.*, v.*
from (select * from totals.tab_ledger as x where x.tenant_hk = :'tenant') as t
full join (
  select told.tab_id, coalesce(told.site_session_hk, '') as site_session_hk, count(*) as events,
    min(told.seq) as first_seq, max(told.seq) as last_seq,
    min(told.received_timestamp) as first_arrival_at, max(told.received_timestamp) as last_arrival_at
  from (
    select s.received_timestamp, util.text_of(r.raw_payload -> 'event_data' -> 'tab_id', 128) as tab_id,
      util.number_of(r.raw_payload -> 'event_data' -> 'seq', 0, 1000000000)::bigint as seq,
      util.hash_key(business.session_key(s.session_id), :'tenant') as site_session_hk
    from (select * from staging.site_tracking_events_s as x
      where x.tenant_hk = :'tenant' and x.business_status = 'LOADED') as s
    join raw.site_tracking_events_r as r
      on r.tenant_hk = :'tenant' and r.received_timestamp = s.received_timestamp and r.event_id = s.event_id
  ) as told
  where told.tab_id is not null and told.seq is not null
  group by told.tab_id, told.site_session_hk
) as v on v.tab_id = t.tab_id and v.site_session_hk = t.site_session_hk
where not exists (select 1 from totals.forgotten as f where f.tenant_hk = :'tenant' and f.events > 0)
  and ((t.events, t.first_seq, t.last_seq, t.first_arrival_at, t.last_arrival_at)
    is distinct from (v.events, v.first_seq, v.last_seq, v.first_arrival_at, v.last_arrival_at)
  or t.tab_hk is distinct from sha256(convert_to(t.tab_id, 'UTF8')))
