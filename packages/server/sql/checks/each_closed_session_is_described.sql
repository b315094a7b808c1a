-- Lists closed sessions of the tenant :'tenant' whose newest satellite row does not match their totals.
select t.site_session_hk, t.ended_at, t.events, d.ended_at as told_ended_at, d.events as told_events
from (select * from totals.session_totals as x where x.tenant_hk = :'tenant' and x.close_after is null) as t
left join business.site_session_details_s_v as d
  on d.tenant_hk = :'tenant' and d.site_session_hk = t.site_session_hk and d.load_end is null
where (t.started_at, t.ended_at, t.events, t.page_views, t.exit_page_url, round(extract(epoch from t.ended_at - t.started_at), 3))
  is distinct from (d.started_at, d.ended_at, d.events, d.page_views, d.exit_page_url, d.duration_s)
