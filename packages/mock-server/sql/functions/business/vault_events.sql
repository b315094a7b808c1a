-- All events of some sessions as the vault has them, with the keys that staging no longer knows where
-- retention has taken its rows; received_timestamp is when they were loaded. Null for none.
-- Reads the links and details of events, all of the tenant's; writes nothing.
create or replace function business.vault_events(p_tenant_hk bytea, p_sessions bytea[]) returns business.keyed_event[]
language plpgsql stable
as $$
begin
  return (
    select array_agg(row(
        h.load_date, h.site_event_bk, h.site_event_hk, null, l.site_session_hk, null, null, null, p.site_page_hk,
        d.event_type, d.event_timestamp, d.page_url, d.time_on_page, null, null, null
      )::business.keyed_event)
    from business.event_session_l as l
    join business.site_event_h as h on h.tenant_hk = p_tenant_hk and h.site_event_hk = l.site_event_hk
    join business.site_event_details_s as d on d.tenant_hk = p_tenant_hk and d.site_event_hk = l.site_event_hk
    left join business.event_page_l as p on p.tenant_hk = p_tenant_hk and p.site_event_hk = l.site_event_hk
    where l.tenant_hk = p_tenant_hk and l.site_session_hk = any (p_sessions)
  );
end;
$$;
