-- Lists sessions of the tenant :'tenant' whose totals differ from the events in the vault.
select coalesce(t.site_session_hk, v.site_session_hk) as site_session_hk, t.*, v.*
from (select * from totals.session_totals as x where x.tenant_hk = :'tenant') as t
full join (
  select l.site_session_hk,
    min(d.event_timestamp) as started_at, max(d.event_timestamp) as ended_at, count(*) as events,
    count(*) filter (where d.event_type = 'page_view') as page_views,
    count(*) filter (where d.event_type not in ('page_view', 'scroll_depth', 'web_vital', 'js_error', 'element_impression')) as interactions,
    (array_agg(d.page_url order by d.event_timestamp, d.page_url collate "C") filter (where d.event_type = 'page_view'))[1] as entry_page_url,
    (array_agg(d.page_url order by d.event_timestamp desc, d.page_url collate "C" desc) filter (where d.event_type = 'page_view'))[1] as exit_page_url,
    (array_agg(h.site_event_bk order by d.event_timestamp, h.site_event_bk collate "C"))[1] as began_event_id
  from (select * from business.event_session_l as x where x.tenant_hk = :'tenant') as l
  join business.site_event_details_s as d on d.tenant_hk = :'tenant' and d.site_event_hk = l.site_event_hk
  join business.site_event_h as h on h.tenant_hk = :'tenant' and h.site_event_hk = l.site_event_hk
  group by l.site_session_hk
) as v on v.site_session_hk = t.site_session_hk
where (t.started_at, t.ended_at, t.events, t.page_views, t.interactions, t.entry_page_url, t.exit_page_url, t.began_event_id)
  is distinct from (v.started_at, v.ended_at, v.events, v.page_views, v.interactions, v.entry_page_url, v.exit_page_url, v.began_event_id)
