-- Lists satellite rows of the tenant :'tenant' that repeat the previous row, and events with two rows of
-- details.
select told.satellite, told.hk, told.load_date
from (
  select 'event' as satellite, d.site_event_hk as hk, d.load_date,
    lag(''::bytea) over (partition by d.site_event_hk order by d.load_date) as before, ''::bytea as hash_diff
  from business.site_event_details_s as d where d.tenant_hk = :'tenant'
  union all
  select 'session', d.site_session_hk, d.load_date,
    lag(d.hash_diff) over (partition by d.site_session_hk order by d.load_date), d.hash_diff
  from business.site_session_details_s as d where d.tenant_hk = :'tenant'
  union all
  select 'visitor', d.site_visitor_hk, d.load_date,
    lag(d.hash_diff) over (partition by d.site_visitor_hk order by d.load_date), d.hash_diff
  from business.site_visitor_details_s as d where d.tenant_hk = :'tenant'
  union all
  select 'page', d.site_page_hk, d.load_date,
    lag(d.hash_diff) over (partition by d.site_page_hk order by d.load_date), d.hash_diff
  from business.site_page_details_s as d where d.tenant_hk = :'tenant'
  union all
  select 'item', d.business_item_hk, d.load_date,
    lag(d.hash_diff) over (partition by d.business_item_hk order by d.load_date), d.hash_diff
  from business.business_item_details_s as d where d.tenant_hk = :'tenant'
) as told
where told.before = told.hash_diff
