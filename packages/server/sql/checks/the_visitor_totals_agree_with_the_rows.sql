-- Lists visitors of the tenant :'tenant' whose totals differ from the loaded events, or whose number of
-- sessions differs from the links in the vault.
-- Lists nothing once retention has deleted events of the tenant.
select coalesce(t.site_visitor_hk, v.site_visitor_hk) as site_visitor_hk, t.*, v.*
from (select * from totals.visitor_totals as x where x.tenant_hk = :'tenant') as t
full join (
  select keyed.site_visitor_hk, min(s.event_timestamp) as first_seen_at, max(s.event_timestamp) as last_seen_at,
    min(s.received_timestamp) as first_arrival_at, max(s.received_timestamp) as last_arrival_at,
    (array_agg(s.event_id order by s.event_timestamp, s.event_id collate "C"))[1] as began_event_id,
    count(*) as events, count(*) filter (where s.event_type = 'page_view') as page_views
  from (select * from staging.site_tracking_events_s as x
    where x.tenant_hk = :'tenant' and x.business_status = 'LOADED' and x.visitor_id is not null) as s
  cross join lateral (select util.hash_key(business.visitor_key(s.visitor_id), :'tenant') as site_visitor_hk) as keyed
  group by keyed.site_visitor_hk
) as v on v.site_visitor_hk = t.site_visitor_hk
where not exists (select 1 from totals.forgotten as f where f.tenant_hk = :'tenant' and f.events > 0)
  and ((t.first_seen_at, t.last_seen_at, t.first_arrival_at, t.last_arrival_at, t.began_event_id, t.events, t.page_views)
    is distinct from (v.first_seen_at, v.last_seen_at, v.first_arrival_at, v.last_arrival_at, v.began_event_id, v.events, v.page_views)
  or t.sessions is distinct from (select count(*) from business.session_visitor_l as l
    where l.tenant_hk = :'tenant' and l.site_visitor_hk = t.site_visitor_hk))
