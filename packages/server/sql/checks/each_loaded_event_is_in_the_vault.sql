-- Lists events of the tenant :'tenant' that staging marks as LOADED and whose hub, details, or link to
-- session or page is missing in the vault, or whose hash key is wrong. Also lists hubs without a staged row, except
-- where retention deleted the row: the vault keeps those.
select coalesce(s.event_id, h.site_event_bk) as event_id
from (select * from staging.site_tracking_events_s as x
  where x.tenant_hk = :'tenant' and x.business_status = 'LOADED') as s
full join (select * from business.site_event_h as x where x.tenant_hk = :'tenant') as h
  on h.site_event_bk = s.event_id
where h.site_event_hk is null
   or s.event_id is null and exists (select 1 from raw.event_ids as i
     where i.tenant_hk = :'tenant' and i.event_id = h.site_event_bk and not exists (select 1 from totals.forgotten as f
       where f.tenant_hk = :'tenant' and i.received_timestamp < f.before_at))
   or h.site_event_hk <> util.hash_key(h.site_event_bk, :'tenant')
   or 1 <> (select count(*) from business.site_event_details_s as d
     where d.tenant_hk = :'tenant' and d.site_event_hk = h.site_event_hk)
   or s.event_id is not null and (s.session_id is not null) <> exists (select 1 from business.event_session_l as l
     where l.tenant_hk = :'tenant' and l.site_event_hk = h.site_event_hk)
   or s.event_id is not null and (s.page_url ~ '^[^?#]') <> exists (select 1 from business.event_page_l as l
     where l.tenant_hk = :'tenant' and l.site_event_hk = h.site_event_hk)
