-- Writes a page's details when they changed, at most once an hour: load_date is the hour, so that two
-- transactions of the same hour meet on the key instead of writing twice.
-- Reads staging, writes business.site_page_details_s. Safe to repeat.
create or replace function business.describe_pages(
  p_tenant_hk bytea, p_received timestamptz[], p_event_ids text[], p_now timestamptz, p_source text
) returns void
language sql
as $$
  insert into business.site_page_details_s (
    tenant_hk, site_page_hk, load_date, hash_diff, record_source, page_host, page_path, page_title)
  select p_tenant_hk, page_hk, date_trunc('hour', p_now, 'UTC'), hash_diff, p_source, page_host, page_path, page_title
  from (
    -- Only a page view names the page's title; the last one of the batch is the newest.
    select distinct on (k.page_hk)
      k.page_hk, e.page_host, e.page_path, e.page_title,
      sha256(convert_to(jsonb_build_array(e.page_host, e.page_path, e.page_title)::text, 'UTF8')) as hash_diff
    from business.keyed_events(p_tenant_hk, p_received, p_event_ids) as k
    cross join lateral (select (k.event).*) as e
    where k.page_hk is not null and e.event_type = 'page_view'
    order by k.page_hk, e.received_timestamp desc
  ) as newest
  where hash_diff is distinct from (
    select known.hash_diff
    from business.site_page_details_s as known
    where known.tenant_hk = p_tenant_hk and known.site_page_hk = newest.page_hk
    order by known.load_date desc
    limit 1)
  order by page_hk
  on conflict do nothing;
$$;
