-- All events of some sessions as the vault has them, with the keys that staging no longer knows where
-- retention has taken its rows; received_timestamp is when they were loaded. Null for none.
-- Reads all of the tenant's events in the vault; writes nothing.
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
