-- Lists links of the tenant :'tenant' whose hub does not exist.
select 'event_session_l' as link, l.link_event_session_hk as hk from business.event_session_l as l
where l.tenant_hk = :'tenant' and not (
  exists (select 1 from business.site_event_h as h where h.tenant_hk = :'tenant' and h.site_event_hk = l.site_event_hk)
  and exists (select 1 from business.site_session_h as h where h.tenant_hk = :'tenant' and h.site_session_hk = l.site_session_hk))
union all
select 'event_page_l', l.link_event_page_hk from business.event_page_l as l
where l.tenant_hk = :'tenant' and not (
  exists (select 1 from business.site_event_h as h where h.tenant_hk = :'tenant' and h.site_event_hk = l.site_event_hk)
  and exists (select 1 from business.site_page_h as h where h.tenant_hk = :'tenant' and h.site_page_hk = l.site_page_hk))
union all
select 'session_visitor_l', l.link_session_visitor_hk from business.session_visitor_l as l
where l.tenant_hk = :'tenant' and not (
  exists (select 1 from business.site_session_h as h where h.tenant_hk = :'tenant' and h.site_session_hk = l.site_session_hk)
  and exists (select 1 from business.site_visitor_h as h where h.tenant_hk = :'tenant' and h.site_visitor_hk = l.site_visitor_hk))
union all
select 'session_page_l', l.link_session_page_hk from business.session_page_l as l
where l.tenant_hk = :'tenant' and not (
  exists (select 1 from business.site_session_h as h where h.tenant_hk = :'tenant' and h.site_session_hk = l.site_session_hk)
  and exists (select 1 from business.site_page_h as h where h.tenant_hk = :'tenant' and h.site_page_hk = l.site_page_hk))
union all
select 'event_business_item_l', l.link_event_business_item_hk from business.event_business_item_l as l
where l.tenant_hk = :'tenant' and not (
  exists (select 1 from business.site_event_h as h where h.tenant_hk = :'tenant' and h.site_event_hk = l.site_event_hk)
  and exists (select 1 from business.business_item_h as h where h.tenant_hk = :'tenant' and h.business_item_hk = l.business_item_hk))
