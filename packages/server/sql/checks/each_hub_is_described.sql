-- Lists sessions, visitors and items of the tenant :'tenant' that have no satellite row.
select 'site_session_h' as hub, h.site_session_bk as bk from business.site_session_h as h
where h.tenant_hk = :'tenant' and not exists (select 1 from business.site_session_details_s as d
  where d.tenant_hk = :'tenant' and d.site_session_hk = h.site_session_hk)
union all
select 'site_visitor_h', h.site_visitor_bk from business.site_visitor_h as h
where h.tenant_hk = :'tenant' and not exists (select 1 from business.site_visitor_details_s as d
  where d.tenant_hk = :'tenant' and d.site_visitor_hk = h.site_visitor_hk)
union all
select 'business_item_h', h.business_item_bk from business.business_item_h as h
where h.tenant_hk = :'tenant' and not exists (select 1 from business.business_item_details_s as d
  where d.tenant_hk = :'tenant' and d.business_item_hk = h.business_item_hk)
