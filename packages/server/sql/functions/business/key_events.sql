-- Adds business keys and hash keys to staged events (docs/pipeline.md, "Business keys"). Returns them as one array,
-- so that each key is hashed once and not once per table. Null for none.
-- Reads nothing, writes nothing.
create or replace function business.key_events(p_tenant_hk bytea, p_events staging.staged_event[])
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
        util.text_of(s.event_data -> 'tab_id', 128),
        util.number_of(s.event_data -> 'seq', 0, 1000000000)::bigint,
        extract(epoch from s.received_timestamp - util.time_of(s.event_data -> 'sent_at')) * 1000,
        s
      )::business.keyed_event)
    from unnest(p_events) as s
    cross join lateral (
      select
        business.session_key(s.session_id) as session_bk,
        business.visitor_key(s.visitor_id) as visitor_bk,
        business.page_key(s.page_host, s.page_path, s.page_url) as page_bk
      offset 0
    ) as keys
  );
end;
$$;
