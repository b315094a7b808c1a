-- The named staged events with their business and hash keys. docs/pipeline.md, "Business keys".
-- Reads staging.site_tracking_events_s, writes nothing.
create or replace function business.keyed_events(p_tenant_hk bytea, p_received timestamptz[], p_event_ids text[])
returns table (
  received_timestamp timestamptz, event_id text, event_hk bytea,
  session_bk text, session_hk bytea, visitor_bk text, visitor_hk bytea, page_bk text, page_hk bytea
)
language sql stable
as $$
  select
    s.received_timestamp, s.event_id, business.hash_key(s.event_id, p_tenant_hk),
    keys.session_bk, business.hash_key(keys.session_bk, p_tenant_hk),
    keys.visitor_bk, business.hash_key(keys.visitor_bk, p_tenant_hk),
    keys.page_bk, business.hash_key(keys.page_bk, p_tenant_hk)
  from unnest(p_received, p_event_ids) as named(received_timestamp, event_id)
  join staging.site_tracking_events_s as s
    on s.tenant_hk = p_tenant_hk
    and s.received_timestamp = named.received_timestamp
    and s.event_id = named.event_id
  cross join lateral (
    select
      case when s.session_id ~ '^sess(ion)?_' then s.session_id else 'session_' || s.session_id end as session_bk,
      case when s.visitor_id ~ '^visitor_' then s.visitor_id else 'visitor_' || s.visitor_id end as visitor_bk,
      case when s.page_host is not null or s.page_path is not null then coalesce(s.page_host, '') || s.page_path
        else nullif(substring(s.page_url from '^[^?#]*'), '') end as page_bk
    offset 0
  ) as keys
  where s.business_status <> 'REJECTED';
$$;
