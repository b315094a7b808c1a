-- Lists pages of the tenant :'tenant' whose totals differ from the events in the vault, or whose number of
-- visitors differs from totals.page_visitors.
select coalesce(t.site_page_hk, v.site_page_hk) as site_page_hk, t.*, v.*
from (
  select x.site_page_hk, sum(x.events) as events, sum(x.views) as views, sum(x.seconds) as seconds, sum(x.visitors) as visitors
  from totals.page_totals as x
  where x.tenant_hk = :'tenant'
  group by x.site_page_hk
) as t
full join (
  select l.site_page_hk, count(*) as events, count(*) filter (where d.event_type = 'page_view') as views,
    coalesce(sum(d.time_on_page), 0) as seconds,
    (select count(*) from totals.page_visitors as p
      where p.tenant_hk = :'tenant' and p.site_page_hk = l.site_page_hk) as visitors
  from (select * from business.event_page_l as x where x.tenant_hk = :'tenant') as l
  join business.site_event_details_s as d on d.tenant_hk = :'tenant' and d.site_event_hk = l.site_event_hk
  group by l.site_page_hk
) as v on v.site_page_hk = t.site_page_hk
where (t.events, t.views, t.seconds, t.visitors) is distinct from (v.events, v.views, v.seconds, v.visitors)
