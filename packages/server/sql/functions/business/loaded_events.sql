-- Returns those of the given arrivals that are in the vault, with their keys. Null for none.
-- Reads staging and raw, writes nothing.
create or replace function business.loaded_events(p_tenant_hk bytea, p_received timestamptz[], p_event_ids text[])
returns business.keyed_event[]
language plpgsql stable
as $$
declare
  v_received timestamptz[];
  v_event_ids text[];
begin
  select array_agg(s.received_timestamp), array_agg(s.event_id) into v_received, v_event_ids
    from unnest(p_received, p_event_ids) as named(received_timestamp, event_id)
    cross join lateral (
      select * from staging.site_tracking_events_s as stored
      where stored.tenant_hk = p_tenant_hk
        and stored.received_timestamp = named.received_timestamp
        and stored.event_id = named.event_id
      offset 0
    ) as s
    where s.business_status = 'LOADED';
  return business.key_events(p_tenant_hk, staging.fetch_events(p_tenant_hk, v_received, v_event_ids));
end;
$$;
