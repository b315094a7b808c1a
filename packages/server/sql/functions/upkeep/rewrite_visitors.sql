-- Corrects visitors who keep other events: totals, pages and the description of their first event. p_events holds the
-- erased events, p_rest the events that stay. Retention may have deleted some of these (p_forgets): then the counts are
-- still right, and the first event is corrected only if it was erased.
-- Reads and writes business and totals. Not safe to repeat: it subtracts the events again.
create or replace function upkeep.rewrite_visitors(
  p_tenant_hk bytea, p_visitors bytea[], p_events business.keyed_event[], p_rest business.keyed_event[],
  p_forgets boolean, p_now timestamptz
) returns void
language plpgsql
as $$
declare
  v_source constant text := 'site_tracking';
  v_erased_ids constant text[] := array(select k.event_id from unnest(p_events) as k);
  v_pages bytea[];
  v_page_visitors bytea[];
  v_new bytea[];                        -- visitors whose first event is another one now
  v_began bytea[];
begin
  if p_visitors = '{}' then
    return;
  end if;
  v_new := array(
    select t.site_visitor_hk
    from totals.visitor_totals as t
    where t.tenant_hk = p_tenant_hk and t.site_visitor_hk = any (p_visitors)
      and (not p_forgets or t.began_event_id = any (v_erased_ids)));

  update totals.visitor_totals as t
    set events = t.events - erased.events, page_views = t.page_views - erased.page_views
    from (
      select k.visitor_hk, count(*) as events, count(*) filter (where k.event_type = 'page_view') as page_views
      from unnest(p_events) as k
      where k.visitor_hk = any (p_visitors)
      group by k.visitor_hk
    ) as erased
    where t.tenant_hk = p_tenant_hk and t.site_visitor_hk = erased.visitor_hk;
  with rest as (
    select k.visitor_hk, min(k.event_timestamp) as first_seen_at, max(k.event_timestamp) as last_seen_at,
      min(k.received_timestamp) as first_arrival_at, max(k.received_timestamp) as last_arrival_at,
      (array_agg(k.received_timestamp order by k.event_timestamp, k.event_id collate "C"))[1] as began_received_at,
      (array_agg(k.event_id order by k.event_timestamp, k.event_id collate "C"))[1] as began_event_id
    from unnest(p_rest) as k
    where k.visitor_hk = any (v_new)
    group by k.visitor_hk
  )
  update totals.visitor_totals as t
    set first_seen_at = rest.first_seen_at, last_seen_at = rest.last_seen_at,
      first_arrival_at = rest.first_arrival_at, last_arrival_at = rest.last_arrival_at,
      began_received_at = rest.began_received_at, began_event_id = rest.began_event_id
    from rest
    where t.tenant_hk = p_tenant_hk and t.site_visitor_hk = rest.visitor_hk;

  -- All descriptions go: an earlier one may be of an erased event too.
  delete from business.site_visitor_details_s as d
    where d.tenant_hk = p_tenant_hk and d.site_visitor_hk = any (v_new);
  select array_agg(began.event_hk) into v_began
    from (
      select distinct on (k.visitor_hk) k.event_hk
      from unnest(p_rest) as k
      where k.visitor_hk = any (v_new)
      order by k.visitor_hk, k.event_timestamp, k.event_id collate "C"
    ) as began;
  perform business.describe_visitors(p_tenant_hk, p_rest, v_began, p_now, v_source);
  -- If retention has deleted all events that stay, only the time is known.
  insert into business.site_visitor_details_s (
    tenant_hk, site_visitor_hk, load_date, hash_diff, record_source, first_seen_at, first_page_url, referrer_kind)
  select p_tenant_hk, t.site_visitor_hk, p_now, util.hash_diff(jsonb_build_array(t.first_seen_at)), v_source,
    t.first_seen_at, '', 'direct'
  from totals.visitor_totals as t
  where t.tenant_hk = p_tenant_hk
    and t.site_visitor_hk = any (v_new)
    and not exists (select 1 from business.site_visitor_details_s as d
      where d.tenant_hk = p_tenant_hk and d.site_visitor_hk = t.site_visitor_hk);

  -- After retention nobody knows whether the visitor saw the page at another time too, so the page keeps the visitor.
  if p_forgets then
    return;
  end if;
  select array_agg(unseen.page_hk), array_agg(unseen.visitor_hk) into v_pages, v_page_visitors
    from (
      select k.page_hk, k.visitor_hk from unnest(p_events) as k where k.visitor_hk = any (p_visitors)
      except
      select k.page_hk, k.visitor_hk from unnest(p_rest) as k
    ) as unseen;
  perform upkeep.erase_page_visitors(p_tenant_hk, v_pages, v_page_visitors);
end;
$$;
