-- Lists events of the tenant :'tenant' whose facts differ from the vault, except those whose facts retention deleted.
select coalesce(f.event_key, v.event_key) as event_key, f.*, v.*
from (
  select x.event_key, x.event_at, x.session_key, x.type_key, x.page_key, x.flags & 7 as flags, x.properties
  from facts.events as x where x.tenant_hk = :'tenant' and x.flags & 32 = 0
) as f
full join (
  select facts.short_key(x.site_event_hk) as event_key, x.event_timestamp, facts.short_key(x.site_session_hk) as session_key,
    facts.text_key(1, x.event_type) as type_key, facts.text_key(2, facts.page_path(null, x.page_url)) as page_key,
    facts.flags(x.event_type, x.is_bot, null, false) as flags, facts.properties(x.event_properties) as properties
  from business.site_event_nl as x
  where x.tenant_hk = :'tenant'
    and x.event_timestamp >= coalesce((
      select forgotten.facts_before_at from totals.forgotten as forgotten where forgotten.tenant_hk = :'tenant'), '-infinity')
) as v on v.event_key = f.event_key and v.event_timestamp = f.event_at
where (f.session_key, f.type_key, f.page_key, f.flags, f.properties)
  is distinct from (v.session_key, v.type_key, v.page_key, v.flags, v.properties)
