-- Returns all events of the given sessions from the vault, including those whose staged rows retention has deleted.
-- received_timestamp is the load date. Null for none.
-- Reads all events of the tenant in business.site_event_nl, writes nothing.
create or replace function business.vault_events(p_tenant_hk bytea, p_sessions bytea[]) returns business.keyed_event[]
language plpgsql stable
as $$
begin
  return (
    select array_agg(row(
        e.load_date, e.site_event_bk, e.site_event_hk, null, e.site_session_hk, null, null, null, e.site_page_hk,
        e.event_type, e.event_timestamp, e.page_url, e.time_on_page, null, null, null, null
      )::business.keyed_event)
    from business.site_event_nl as e
    where e.tenant_hk = p_tenant_hk and e.site_session_hk = any (p_sessions)
  );
end;
$$;
