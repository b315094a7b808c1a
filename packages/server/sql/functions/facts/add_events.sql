-- Writes the facts of events that are new to the vault, and adds these events to the facts of their sessions: one
-- statement for the whole batch. p_only_sessions: writes only the sessions, for an erasure that builds
-- these again. p_are_invalid: the events are INVALID, so they belong to no session of the vault.
-- Each value is a sum, a minimum or a maximum, and values of the events break ties: so the result does not depend on
-- the order or the batches of the events.
-- Reads and writes facts. Not safe to repeat: the caller passes each event once, in the transaction that loads it.
--
-- Rows are locked in sorted order, and each table waits until the one before it is done, as in totals.add_events. A text
-- of a session is written only if its event is the earliest of the session now, so that every text belongs to a fact.
-- The statement has few nodes, because to set each of them up takes as long as the work for an event.
create or replace function facts.add_events(
  p_tenant_hk bytea, p_events business.keyed_event[], p_now timestamptz,
  p_only_sessions boolean default false, p_are_invalid boolean default false
) returns void
language plpgsql
as $$
declare
  v_month constant date := date_trunc('month', p_now, 'UTC') at time zone 'UTC';
begin
  with keyed as materialized (
    select k.n, facts.short_key(k.event_hk) as event_key, facts.short_key(k.session_hk) as session_key, k.session_hk,
      facts.short_key(k.visitor_hk) as visitor_key, k.event_timestamp as event_at,
      -- In microseconds: arrays of numbers compare without a sort.
      (date_part('epoch', k.event_timestamp) * 1000000)::bigint as us,
      left(k.event_type, 200) as event_type, facts.text_key(1, left(k.event_type, 200)) as type_key,
      facts.page_path(s.page_path, k.page_url) as page, facts.text_key(2, facts.page_path(s.page_path, k.page_url)) as page_key,
      lower(left(s.page_host, 1000) collate "C") as host,
      facts.text_key(3, lower(left(s.page_host, 1000) collate "C")) as host_key,
      facts.flags(k.event_type, s.is_bot, s.event_data, p_are_invalid) as flags,
      case when k.event_type = 'transaction_step' and s.event_action = 'complete' then
        coalesce(nullif(facts.text_key(0, util.text_of(s.event_data -> 'order_id', 200)), 0), facts.short_key(k.event_hk)) end as order_key,
      case when k.event_type = 'transaction_step' and s.event_action = 'complete' then
        util.number_of(s.event_data -> 'value', -999999999999, 999999999999) end as amount,
      case when k.event_type = 'transaction_step' and s.event_action = 'complete' then
        upper(util.text_of(s.event_data -> 'currency', 3) collate "C") end as currency,
      s.items, facts.properties(s.event_data) as properties
    from unnest(p_events) with ordinality as k(
      received_timestamp, event_id, event_hk, session_bk, session_hk, visitor_bk, visitor_hk, page_bk, page_hk, event_type,
      event_timestamp, page_url, time_on_page, tab_id, seq, skew_ms, staged, n)
    cross join lateral (select (k.staged).* offset 0) as s
  ), visits as materialized (
    select summed.session_key, summed.session_hk, summed.visitor_key, summed.last_visitor_key, summed.started_at,
      summed.ended_at, summed.began[2] as began_key, summed.entry_at, summed.exit_at, summed.entry[2] as entry_key,
      summed.exit[2] as exit_key, summed.events, summed.page_views, summed.interactions, summed.any_flags,
      summed.all_flags, array[
        v.source, v.channel, left(v.referrer, 1000),
        s.utm_source, s.utm_medium, s.utm_campaign, s.utm_term, s.utm_content,
        s.device_type, s.browser_name, s.operating_system, s.language, coalesce(s.country, facts.country(s.timezone)),
        facts.screen(s.screen_resolution)] as texts
    from (
      select k.session_key, (array_agg(k.session_hk))[1] as session_hk,
        min(k.visitor_key) as visitor_key, max(k.visitor_key) as last_visitor_key,
        min(k.event_at) as started_at, max(k.event_at) as ended_at,
        min(array[k.us, k.event_key, k.n]) as began,
        min(k.event_at) filter (where k.flags & 1 <> 0) as entry_at,
        max(k.event_at) filter (where k.flags & 1 <> 0) as exit_at,
        min(array[k.us, k.page_key]) filter (where k.flags & 1 <> 0) as entry,
        max(array[k.us, k.page_key]) filter (where k.flags & 1 <> 0) as exit,
        count(*) as events, count(*) filter (where k.flags & 1 <> 0) as page_views,
        count(*) filter (where k.flags & 2 <> 0) as interactions,
        bit_or(k.flags) as any_flags, bit_and(k.flags) as all_flags
      from keyed as k
      where k.session_key <> 0 and not p_are_invalid
      group by k.session_key
    ) as summed
    cross join lateral (select ((p_events[summed.began[3]]).staged).* offset 0) as s
    cross join lateral facts.visit(s.utm_source, s.utm_medium, s.click_ids, s.referrer_url, s.referrer_kind) as v
  ), sessions as (
    insert into facts.sessions as t (
      tenant_hk, session_key, visitor_key, last_visitor_key, started_at, ended_at, began_key,
      entry_at, exit_at, entry_key, exit_key, events, page_views, interactions, any_flags, all_flags, is_long, site_session_hk,
      source_key, channel_key, referrer_key, utm_source_key, utm_medium_key, utm_campaign_key, utm_term_key,
      utm_content_key, device_key, browser_key, os_key, language_key, country_key, screen_key)
    select p_tenant_hk, v.session_key, v.visitor_key, v.last_visitor_key, v.started_at, v.ended_at, v.began_key,
      v.entry_at, v.exit_at, coalesce(v.entry_key, 0), coalesce(v.exit_key, 0), v.events, v.page_views, v.interactions,
      v.any_flags, v.all_flags, v.ended_at - v.started_at > interval '1 day', v.session_hk,
      facts.text_key(5, v.texts[1]), facts.text_key(6, v.texts[2]), facts.text_key(7, v.texts[3]),
      facts.text_key(8, v.texts[4]), facts.text_key(9, v.texts[5]), facts.text_key(10, v.texts[6]),
      facts.text_key(11, v.texts[7]), facts.text_key(12, v.texts[8]), facts.text_key(13, v.texts[9]),
      facts.text_key(14, v.texts[10]), facts.text_key(15, v.texts[11]), facts.text_key(16, v.texts[12]),
      facts.text_key(17, v.texts[13]), facts.text_key(18, v.texts[14])
    from visits as v
    order by v.session_key
    on conflict (tenant_hk, session_key) do update set
      visitor_key = least(t.visitor_key, excluded.visitor_key),
      last_visitor_key = greatest(t.last_visitor_key, excluded.last_visitor_key),
      source_key = case when (excluded.started_at, excluded.began_key) < (t.started_at, t.began_key)
        then excluded.source_key else t.source_key end,
      channel_key = case when (excluded.started_at, excluded.began_key) < (t.started_at, t.began_key)
        then excluded.channel_key else t.channel_key end,
      referrer_key = case when (excluded.started_at, excluded.began_key) < (t.started_at, t.began_key)
        then excluded.referrer_key else t.referrer_key end,
      utm_source_key = case when (excluded.started_at, excluded.began_key) < (t.started_at, t.began_key)
        then excluded.utm_source_key else t.utm_source_key end,
      utm_medium_key = case when (excluded.started_at, excluded.began_key) < (t.started_at, t.began_key)
        then excluded.utm_medium_key else t.utm_medium_key end,
      utm_campaign_key = case when (excluded.started_at, excluded.began_key) < (t.started_at, t.began_key)
        then excluded.utm_campaign_key else t.utm_campaign_key end,
      utm_term_key = case when (excluded.started_at, excluded.began_key) < (t.started_at, t.began_key)
        then excluded.utm_term_key else t.utm_term_key end,
      utm_content_key = case when (excluded.started_at, excluded.began_key) < (t.started_at, t.began_key)
        then excluded.utm_content_key else t.utm_content_key end,
      device_key = case when (excluded.started_at, excluded.began_key) < (t.started_at, t.began_key)
        then excluded.device_key else t.device_key end,
      browser_key = case when (excluded.started_at, excluded.began_key) < (t.started_at, t.began_key)
        then excluded.browser_key else t.browser_key end,
      os_key = case when (excluded.started_at, excluded.began_key) < (t.started_at, t.began_key)
        then excluded.os_key else t.os_key end,
      language_key = case when (excluded.started_at, excluded.began_key) < (t.started_at, t.began_key)
        then excluded.language_key else t.language_key end,
      country_key = case when (excluded.started_at, excluded.began_key) < (t.started_at, t.began_key)
        then excluded.country_key else t.country_key end,
      screen_key = case when (excluded.started_at, excluded.began_key) < (t.started_at, t.began_key)
        then excluded.screen_key else t.screen_key end,
      began_key = case when (excluded.started_at, excluded.began_key) < (t.started_at, t.began_key)
        then excluded.began_key else t.began_key end,
      started_at = least(t.started_at, excluded.started_at),
      ended_at = greatest(t.ended_at, excluded.ended_at),
      entry_key = case when t.entry_at is null or (excluded.entry_at, excluded.entry_key) < (t.entry_at, t.entry_key)
        then excluded.entry_key else t.entry_key end,
      entry_at = least(t.entry_at, excluded.entry_at),
      exit_key = case when t.exit_at is null or (excluded.exit_at, excluded.exit_key) > (t.exit_at, t.exit_key)
        then excluded.exit_key else t.exit_key end,
      exit_at = greatest(t.exit_at, excluded.exit_at),
      events = t.events + excluded.events,
      page_views = t.page_views + excluded.page_views,
      interactions = t.interactions + excluded.interactions,
      any_flags = t.any_flags | excluded.any_flags,
      all_flags = t.all_flags & excluded.all_flags,
      -- Not packed any more; upkeep.pack_sessions does it again.
      hits = case when t.hits = '{}' then t.hits end, page_bits = -1, type_bits = -1, host_key = null,
      is_long = greatest(t.ended_at, excluded.ended_at) - least(t.started_at, excluded.started_at) > interval '1 day'
    returning t.session_key, t.began_key
  ), texts as (
    insert into facts.texts as t (tenant_hk, kind, text_key, month_at, value)
    select distinct on (named.kind, named.text_key) p_tenant_hk, named.kind, named.text_key, v_month, named.value
    from (
      select v.kind, v.text_key, v.value
      from (
        -- Few for a batch, unlike its events.
        select k.type_key, k.event_type, k.page_key, k.page, k.host_key, k.host
        from keyed as k
        where not p_only_sessions
        group by 1, 2, 3, 4, 5, 6
      ) as k
      cross join lateral (values (1, k.type_key, k.event_type), (2, k.page_key, k.page), (3, k.host_key, k.host)) as v(kind, text_key, value)
      union all
      select 4, facts.text_key(4, item ->> 'item_id'), item ->> 'item_id'
      from keyed as k
      cross join lateral jsonb_array_elements(k.items) as item
      where k.items is not null and not p_only_sessions
      union all
      select v.n + 4, facts.text_key((v.n + 4)::integer, v.value), v.value
      from (
        select distinct v.texts
        from sessions
        join visits as v on v.session_key = sessions.session_key and v.began_key = sessions.began_key
      ) as seen
      cross join lateral unnest(seen.texts) with ordinality as v(value, n)
    ) as named
    where named.text_key <> 0 and array(select sessions.session_key from sessions) is not null
    order by named.kind, named.text_key
    on conflict do nothing
    returning t.text_key
  )
  insert into facts.events as e (
    tenant_hk, event_at, event_key, session_key, visitor_key, type_key, page_key, host_key, order_key, flags,
    amount, currency, item_keys, properties)
  select p_tenant_hk, k.event_at, k.event_key, k.session_key, k.visitor_key, k.type_key, k.page_key, k.host_key,
    k.order_key, k.flags, k.amount, k.currency,
    case when k.items is not null then
      array(select facts.text_key(4, item ->> 'item_id') from jsonb_array_elements(k.items) as item) end,
    k.properties
  from keyed as k
  where not p_only_sessions and array(select texts.text_key from texts) is not null
  order by k.event_at, k.event_key
  on conflict do nothing;
end;
$$;
