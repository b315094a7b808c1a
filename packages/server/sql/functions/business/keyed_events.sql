-- The named staged events with their business and hash keys (docs/pipeline.md, "Business keys"), as one
-- array: the joins and the hashing are done once and not again for each table. Null for none.
-- Reads staging and raw, writes nothing.
create or replace function business.keyed_events(p_tenant_hk bytea, p_received timestamptz[], p_event_ids text[])
returns business.keyed_event[]
language plpgsql stable
as $$
begin
  return (
    select array_agg(row(
        s.received_timestamp, s.event_id, util.hash_key(s.event_id, p_tenant_hk),
        keys.session_bk, util.hash_key(keys.session_bk, p_tenant_hk),
        keys.visitor_bk, util.hash_key(keys.visitor_bk, p_tenant_hk),
        keys.page_bk, util.hash_key(keys.page_bk, p_tenant_hk),
        s.event_type, s.event_timestamp, s.page_url, s.time_on_page,
        util.text_of(context.data -> 'tab_id', 128),
        util.number_of(context.data -> 'seq', 0, 1000000000)::bigint,
        extract(epoch from s.received_timestamp - util.time_of(context.data -> 'sent_at')) * 1000,
        s.items, business.event_properties(context.data)
      )::business.keyed_event)
    from unnest(p_received, p_event_ids) as named(received_timestamp, event_id)
    cross join lateral (
      select * from staging.site_tracking_events_s as stored
      where stored.tenant_hk = p_tenant_hk
        and stored.received_timestamp = named.received_timestamp
        and stored.event_id = named.event_id
      offset 0
    ) as s
    cross join lateral (
      select * from raw.site_tracking_events_r as stored
      where stored.tenant_hk = p_tenant_hk
        and stored.received_timestamp = named.received_timestamp
        and stored.event_id = named.event_id
      offset 0
    ) as r
    cross join lateral (
      select
        business.session_key(s.session_id) as session_bk,
        business.visitor_key(s.visitor_id) as visitor_bk,
        business.page_key(s.page_host, s.page_path, s.page_url) as page_bk
      offset 0
    ) as keys
    cross join lateral (select r.raw_payload -> 'event_data' as data offset 0) as context
    where s.business_status <> 'REJECTED'
  );
end;
$$;
