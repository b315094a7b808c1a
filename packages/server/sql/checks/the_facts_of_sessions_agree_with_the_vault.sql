-- Lists sessions of the tenant :'tenant' whose facts differ from the totals, except those
-- whose facts retention deleted.
select coalesce(f.session_key, v.session_key) as session_key, f.*, v.*
from (select * from facts.sessions as x where x.tenant_hk = :'tenant') as f
full join (
  select facts.short_key(x.site_session_hk) as session_key, x.started_at, x.ended_at, x.events, x.page_views,
    x.interactions, x.entry_at, x.exit_at
  from totals.session_totals as x
  where x.tenant_hk = :'tenant'
    and x.ended_at >= coalesce((
      select forgotten.facts_before_at from totals.forgotten as forgotten where forgotten.tenant_hk = :'tenant'), '-infinity')
) as v on v.session_key = f.session_key
where (f.started_at, f.ended_at, f.events, f.page_views, f.interactions, f.entry_at, f.exit_at)
  is distinct from (v.started_at, v.ended_at, v.events, v.page_views, v.interactions, v.entry_at, v.exit_at)
