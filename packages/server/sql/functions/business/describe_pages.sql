-- Inserts a page's details if they have changed, at most once an hour. load_date is the start of the hour, so two
-- transactions of the same hour use the same key, and the second inserts nothing.
-- Reads and writes business.site_page_details_s. Safe to repeat.
create or replace function business.describe_pages(
  p_tenant_hk bytea, p_events business.keyed_event[], p_now timestamptz, p_source text
) returns void
language plpgsql
as $$
begin
  insert into business.site_page_details_s (
    tenant_hk, site_page_hk, load_date, hash_diff, record_source, page_host, page_path, page_title)
  select p_tenant_hk, newest.page_hk, date_trunc('hour', p_now, 'UTC'), newest.hash_diff, p_source,
    newest.page_host, newest.page_path, newest.page_title
  from (
    select
      k.page_hk, s.page_host, s.page_path, s.page_title,
      util.hash_diff(jsonb_build_array(s.page_host, s.page_path, s.page_title)) as hash_diff
    from (
      -- Only page views have the page's title. The last one in the batch is the newest.
      select distinct on (viewed.page_hk) viewed.page_hk, viewed.staged
      from unnest(p_events) as viewed
      where viewed.page_hk is not null and viewed.event_type = 'page_view'
      order by viewed.page_hk, viewed.received_timestamp desc
    ) as k
    cross join lateral (select (k.staged).* offset 0) as s
    offset 0
  ) as newest
  where newest.hash_diff is distinct from (
    select known.hash_diff
    from business.site_page_details_s as known
    where known.tenant_hk = p_tenant_hk and known.site_page_hk = newest.page_hk
    order by known.load_date desc
    limit 1)
  order by newest.page_hk
  on conflict do nothing;
end;
$$;
