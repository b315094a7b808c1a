-- Loads the items of the given events into the vault: hub, link to the event, and details if they have changed.
-- Reads and writes business. Safe to repeat.
create or replace function business.load_items(
  p_tenant_hk bytea, p_events business.keyed_event[], p_now timestamptz, p_source text
) returns void
language plpgsql
as $$
declare
  v_changed bytea[];
  v_details jsonb;
begin
  -- Without items, the usual case, there is nothing to insert. `exists` ends at the first item.
  if not exists (select 1 from unnest(p_events) as k where (k.staged).items is not null) then
    return;
  end if;

  -- Links wait until the hubs are done, so that the order of locks is always the same.
  with listed as materialized (
    select k.event_hk, k.received_timestamp, given.item, util.hash_key(given.item ->> 'item_id', p_tenant_hk) as item_hk
    from unnest(p_events) as k
    cross join lateral jsonb_array_elements((k.staged).items) as given(item)
  ), hubs as (
    insert into business.business_item_h as h (tenant_hk, business_item_hk, business_item_bk, load_date, record_source)
    select distinct on (listed.item_hk) p_tenant_hk, listed.item_hk, listed.item ->> 'item_id', p_now, p_source
    from listed
    order by listed.item_hk
    on conflict do nothing
    returning h.business_item_hk
  ), links as (
    insert into business.event_business_item_l as l (
      tenant_hk, link_event_business_item_hk, site_event_hk, business_item_hk, load_date, record_source)
    select distinct on (pair.link_hk) p_tenant_hk, pair.link_hk, pair.event_hk, pair.item_hk, p_now, p_source
    from (
      select util.link_key(listed.event_hk, listed.item_hk) as link_hk, listed.event_hk, listed.item_hk
      from listed
    ) as pair
    where array(select hubs.business_item_hk from hubs) is not null
    order by pair.link_hk
    on conflict do nothing
    returning l.business_item_hk
  ), newest as (
    select distinct on (listed.item_hk) listed.item_hk, listed.item
    from listed
    order by listed.item_hk, listed.received_timestamp desc
  )
  select array_agg(newest.item_hk order by newest.item_hk), jsonb_agg(newest.item order by newest.item_hk)
    into v_changed, v_details
    from newest
    where array(select links.business_item_hk from links) is not null
      and util.hash_diff(newest.item) is distinct from (
        select known.hash_diff
        from business.business_item_details_s as known
        where known.tenant_hk = p_tenant_hk and known.business_item_hk = newest.item_hk
        order by known.load_date desc
        limit 1);
  if v_changed is null then
    return;
  end if;

  -- Changed details. The hubs are locked before the second comparison: if two transactions have the same change, the
  -- second waits and then sees the row of the first. One statement could not do this, because a statement does not
  -- see rows that were committed after it began. The transaction may have waited, so load_date is the time of
  -- writing.
  perform 1 from business.business_item_h as h
    where h.tenant_hk = p_tenant_hk and h.business_item_hk = any (v_changed)
    order by h.business_item_hk
    for no key update;

  insert into business.business_item_details_s (
    tenant_hk, business_item_hk, load_date, hash_diff, record_source,
    item_type, item_name, item_category, price, currency)
  select p_tenant_hk, item_hk, greatest(p_now, clock_timestamp()), hash_diff, p_source,
    item ->> 'item_type', item ->> 'item_name', item ->> 'item_category', (item ->> 'price')::numeric, item ->> 'currency'
  from unnest(v_changed, array(select jsonb_array_elements(v_details))) as changed(item_hk, item)
  cross join lateral (select util.hash_diff(item) as hash_diff offset 0) as diff
  where hash_diff is distinct from (
    select known.hash_diff
    from business.business_item_details_s as known
    where known.tenant_hk = p_tenant_hk and known.business_item_hk = changed.item_hk
    order by known.load_date desc
    limit 1)
  order by item_hk
  on conflict do nothing;
end;
$$;
