-- Lists keys in facts of the tenant :'tenant' without a text.
select used.text_key
from (
  select unnest(array[e.type_key, e.page_key, e.host_key] || e.item_keys) as text_key
  from (select * from facts.events as x where x.tenant_hk = :'tenant') as e
  union
  select unnest(array[
    s.entry_key, s.exit_key, s.source_key, s.channel_key, s.referrer_key, s.utm_source_key, s.utm_medium_key,
    s.utm_campaign_key, s.utm_term_key, s.utm_content_key, s.device_key, s.browser_key, s.os_key, s.language_key,
    s.country_key, s.screen_key])
  from (select * from facts.sessions as x where x.tenant_hk = :'tenant') as s
) as used
where used.text_key <> 0
  and not exists (select 1 from facts.texts as t where t.tenant_hk = :'tenant' and t.text_key = used.text_key)
