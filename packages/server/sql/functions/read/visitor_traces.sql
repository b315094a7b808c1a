-- Counts the rows about one person in every table that can name one: by keys and columns, in the payloads as they
-- arrived, in the reasons of set-aside events and in the audit trail. p_connected are further ids of the same person
-- (upkeep.erase_visitor returns them). After an erasure it returns no rows. Scans all rows of the tenant.
-- Reads raw, staging, business, totals, facts, saved and audit, writes nothing.
create or replace function read.visitor_traces(p_tenant_hk bytea, p_visitor_id text, p_connected text[] default '{}')
returns table (table_name text, found bigint)
language plpgsql stable
as $$
declare
  v_ids constant text[] := p_connected || p_visitor_id;
  v_bks constant text[] := array(select distinct business.visitor_key(id) from unnest(v_ids) as id);
  v_keys constant bigint[] := array(select facts.short_key(util.hash_key(bk, p_tenant_hk)) from unnest(v_bks) as bk);
  v_hks constant bytea[] := array(select util.hash_key(bk, p_tenant_hk) from unnest(v_bks) as bk);
  -- A column has the first 256 characters of a user id, so 256 characters may be another, longer id. Its payload tells.
  v_users constant text[] := array(select id from unnest(v_ids) as id where char_length(id) < 256);
  v_quoted constant text[] := array(select '"' || id || '"' from unnest(v_ids) as id);
  v_long constant text[] := array(select id from unnest(v_ids) as id where char_length(id) >= 256);
  v_cut bigint := 0;                    -- events of which only the vault has the beginning of a long user id
begin
  if v_long <> '{}' then
    v_cut := coalesce(cardinality(business.named_vault_events(p_tenant_hk, v_long, '{}')), 0);
  end if;
  return query
    select counted.table_name, counted.found
    from (
      select 'raw.site_tracking_events_r' as table_name, count(*) as found
      from raw.site_tracking_events_r as r
      where r.tenant_hk = p_tenant_hk
        and (business.names_person(r.raw_payload, v_ids, v_bks)
          or exists (select 1 from unnest(v_quoted) as quoted where strpos(r.error_message, quoted) > 0))
      union all
      select 'staging.site_tracking_events_s', count(*)
      from staging.site_tracking_events_s as s
      where s.tenant_hk = p_tenant_hk
        and (business.visitor_key(s.visitor_id) = any (v_bks)
          or s.user_id = any (v_users)
          or exists (select 1 from unnest(v_quoted) as quoted where strpos(s.error_message, quoted) > 0))
      union all
      select 'business.site_visitor_h', count(*) from business.site_visitor_h as h
      where h.tenant_hk = p_tenant_hk and h.site_visitor_hk = any (v_hks)
      union all
      select 'business.site_visitor_details_s', count(*) from business.site_visitor_details_s as d
      where d.tenant_hk = p_tenant_hk and d.site_visitor_hk = any (v_hks)
      union all
      select 'business.session_visitor_l', count(*) from business.session_visitor_l as l
      where l.tenant_hk = p_tenant_hk and l.site_visitor_hk = any (v_hks)
      union all
      -- Events of the person, and remaining events of the visitor's sessions.
      select 'business.site_event_nl', count(*) + v_cut from business.site_event_nl as e
      where e.tenant_hk = p_tenant_hk
        and (e.user_id = any (v_users)
          or e.event_type = 'alias'
            and business.visitor_key(util.id_of(e.event_properties -> 'previous_id')) = any (v_bks)
          or e.site_session_hk in (
            select l.site_session_hk from business.session_visitor_l as l
            where l.tenant_hk = p_tenant_hk and l.site_visitor_hk = any (v_hks)))
      union all
      select 'totals.visitor_totals', count(*) from totals.visitor_totals as t
      where t.tenant_hk = p_tenant_hk and t.site_visitor_hk = any (v_hks)
      union all
      select 'totals.session_totals', count(*) from totals.session_totals as t
      where t.tenant_hk = p_tenant_hk and t.site_visitor_hk = any (v_hks)
      union all
      select 'totals.page_visitors', count(*) from totals.page_visitors as v
      where v.tenant_hk = p_tenant_hk and v.site_visitor_hk = any (v_hks)
      union all
      select 'facts.events', count(*) from facts.events as f
      where f.tenant_hk = p_tenant_hk and f.visitor_key = any (v_keys)
      union all
      select 'facts.sessions', count(*) from facts.sessions as f
      where f.tenant_hk = p_tenant_hk and (f.visitor_key = any (v_keys) or f.last_visitor_key = any (v_keys))
      union all
      select 'saved.internal_rules', count(*) from saved.internal_rules as r
      where r.tenant_hk = p_tenant_hk and r.subject_hk = any (v_hks)
      union all
      select 'audit.trail', count(*) from audit.trail as t
      where t.tenant_hk = p_tenant_hk
        and t.action = 'visitor_erased'
        and exists (select 1 from jsonb_each(t.details) as detail
          where jsonb_typeof(detail.value) = 'string' and detail.value #>> '{}' = any (v_ids))
    ) as counted
    where counted.found > 0;
end;
$$;
