-- Counts the rows of one visitor in every table that can name a visitor. After an erasure it returns no rows. Scans
-- all rows of the tenant.
-- Reads raw, staging, business and totals, writes nothing.
create or replace function read.visitor_traces(p_tenant_hk bytea, p_visitor_id text)
returns table (table_name text, found bigint)
language plpgsql stable
as $$
begin
  return query
    with visitor as materialized (
      select business.visitor_key(p_visitor_id) as bk, util.hash_key(business.visitor_key(p_visitor_id), p_tenant_hk) as hk
    )
    select counted.table_name, counted.found
    from (
      select 'raw.site_tracking_events_r' as table_name, count(*) as found
      from raw.site_tracking_events_r as r
      where r.tenant_hk = p_tenant_hk
        and business.visitor_key(util.text_of(r.raw_payload -> 'event_data' -> 'visitor_id', 128)) = (select bk from visitor)
      union all
      select 'staging.site_tracking_events_s', count(*)
      from staging.site_tracking_events_s as s
      where s.tenant_hk = p_tenant_hk and business.visitor_key(s.visitor_id) = (select bk from visitor)
      union all
      select 'business.site_visitor_h', count(*) from business.site_visitor_h as h
      where h.tenant_hk = p_tenant_hk and h.site_visitor_hk = (select hk from visitor)
      union all
      select 'business.site_visitor_details_s', count(*) from business.site_visitor_details_s as d
      where d.tenant_hk = p_tenant_hk and d.site_visitor_hk = (select hk from visitor)
      union all
      select 'business.session_visitor_l', count(*) from business.session_visitor_l as l
      where l.tenant_hk = p_tenant_hk and l.site_visitor_hk = (select hk from visitor)
      union all
      -- Remaining events of the visitor's sessions.
      select 'business.site_event_nl', count(*) from business.site_event_nl as e
      where e.tenant_hk = p_tenant_hk and e.site_session_hk in (
        select l.site_session_hk from business.session_visitor_l as l
        where l.tenant_hk = p_tenant_hk and l.site_visitor_hk = (select hk from visitor))
      union all
      select 'totals.visitor_totals', count(*) from totals.visitor_totals as t
      where t.tenant_hk = p_tenant_hk and t.site_visitor_hk = (select hk from visitor)
      union all
      select 'totals.session_totals', count(*) from totals.session_totals as t
      where t.tenant_hk = p_tenant_hk and t.site_visitor_hk = (select hk from visitor)
      union all
      select 'totals.page_visitors', count(*) from totals.page_visitors as v
      where v.tenant_hk = p_tenant_hk and v.site_visitor_hk = (select hk from visitor)
    ) as counted
    where counted.found > 0;
end;
$$;
