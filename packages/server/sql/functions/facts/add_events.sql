-- Writes the facts of events that are new to the vault, and adds these events to the facts of their sessions: one
-- statement for the whole batch. p_only_sessions: writes only the sessions, for an erasure that builds these again.
-- p_are_invalid: the events are INVALID, so they belong to no session of the vault.
-- Each value is a sum, a minimum or a maximum, and values of the events break ties: so the result does not depend on
-- the order or the batches of the events.
-- Reads and writes facts. Not safe to repeat: the caller passes each event once, in the transaction that loads it.
--
-- Rows are locked in sorted order, and each table waits until the one before it is done, as in totals.add_events. A text
-- of a session is written only if its event is the earliest of the session now, so that every text belongs to a fact.
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
    select facts.short_key(k.event_hk) as event_key, facts.short_key(k.session_hk) as session_key, k.session_hk,
      facts.short_key(k.visitor_hk) as visitor_key, k.event_timestamp as event_at,
      facts.text_key(1, left(k.event_type, 200)) as type_key, left(k.event_type, 200) as event_type,
      facts.text_key(2, named.page) as page_key, named.page, facts.text_key(3, named.host) as host_key, named.host,
      facts.flags(k.event_type, s.is_bot, s.event_data, p_are_invalid) as flags,
      bought.order_key, bought.amount, bought.currency, s.items, facts.properties(s.event_data) as properties, k.staged
    from unnest(p_events) as k
    cross join lateral (select (k.staged).* offset 0) as s
    cross join lateral (
      select facts.page_path(s.page_path, k.page_url) as page, lower(left(s.page_host, 1000) collate "C") as host
      offset 0
    ) as named
    left join lateral (
      select util.number_of(s.event_data -> 'value', -999999999999, 999999999999) as amount,
        upper(util.text_of(s.event_data -> 'currency', 3) collate "C") as currency,
        case when util.text_of(s.event_data -> 'order_id', 200) is null then facts.short_key(k.event_hk)
          else facts.text_key(0, util.text_of(s.event_data -> 'order_id', 200)) end as order_key
      where k.event_type = 'transaction_step' and s.event_action = 'complete'
      offset 0
    ) as bought on true
  ), began as materialized (
    select first.session_key, first.event_key as began_key, first.texts,
      facts.text_key(5, first.texts[1]) as source_key, facts.text_key(6, first.texts[2]) as channel_key,
      facts.text_key(7, first.texts[3]) as referrer_key, facts.text_key(8, first.texts[4]) as utm_source_key,
      facts.text_key(9, first.texts[5]) as utm_medium_key,
      facts.text_key(10, first.texts[6]) as utm_campaign_key,
      facts.text_key(11, first.texts[7]) as utm_term_key, facts.text_key(12, first.texts[8]) as utm_content_key,
      facts.text_key(13, first.texts[9]) as device_key, facts.text_key(14, first.texts[10]) as browser_key,
      facts.text_key(15, first.texts[11]) as os_key, facts.text_key(16, first.texts[12]) as language_key,
      facts.text_key(17, first.texts[13]) as country_key, facts.text_key(18, first.texts[14]) as screen_key
    from (
      select earliest.session_key, earliest.event_key, facts.session_texts(earliest.staged) as texts
      from (
        select distinct on (keyed.session_key) keyed.session_key, keyed.event_key, keyed.staged
        from keyed
        where keyed.session_key <> 0 and not p_are_invalid
        order by keyed.session_key, keyed.event_at, keyed.event_key
      ) as earliest
      offset 0
    ) as first
  ), sessions as (
    insert into facts.sessions as t (
      tenant_hk, session_key, visitor_key, last_visitor_key, started_at, ended_at, began_key,
      entry_at, exit_at, entry_key, exit_key, events, page_views, interactions, any_flags, all_flags, is_long, site_session_hk,
      source_key, channel_key, referrer_key, utm_source_key, utm_medium_key, utm_campaign_key, utm_term_key,
      utm_content_key, device_key, browser_key, os_key, language_key, country_key, screen_key)
    select p_tenant_hk, k.session_key, k.visitor_key, k.last_visitor_key, k.started_at, k.ended_at, b.began_key,
      k.entry_at, k.exit_at, coalesce(k.entry_key, 0), coalesce(k.exit_key, 0), k.events, k.page_views, k.interactions,
      k.any_flags, k.all_flags, k.ended_at - k.started_at > interval '1 day', k.session_hk,
      b.source_key, b.channel_key, b.referrer_key, b.utm_source_key, b.utm_medium_key, b.utm_campaign_key,
      b.utm_term_key, b.utm_content_key, b.device_key, b.browser_key, b.os_key, b.language_key, b.country_key,
      b.screen_key
    from (
      select keyed.session_key, min(keyed.visitor_key) as visitor_key, max(keyed.visitor_key) as last_visitor_key,
        min(keyed.event_at) as started_at, max(keyed.event_at) as ended_at,
        min(keyed.event_at) filter (where keyed.flags & 1 <> 0) as entry_at,
        max(keyed.event_at) filter (where keyed.flags & 1 <> 0) as exit_at,
        (array_agg(keyed.page_key order by keyed.event_at, keyed.page_key) filter (where keyed.flags & 1 <> 0))[1] as entry_key,
        (array_agg(keyed.page_key order by keyed.event_at desc, keyed.page_key desc) filter (where keyed.flags & 1 <> 0))[1] as exit_key,
        count(*) as events, count(*) filter (where keyed.flags & 1 <> 0) as page_views,
        count(*) filter (where keyed.flags & 2 <> 0) as interactions,
        (array_agg(keyed.session_hk))[1] as session_hk, bit_or(keyed.flags) as any_flags, bit_and(keyed.flags) as all_flags
      from keyed
      group by keyed.session_key
    ) as k
    join began as b on b.session_key = k.session_key
    order by k.session_key
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
      is_long = greatest(t.ended_at, excluded.ended_at) - least(t.started_at, excluded.started_at) > interval '1 day'
    returning t.session_key, t.began_key
  ), texts as (
    insert into facts.texts as t (tenant_hk, kind, text_key, month_at, value)
    select distinct on (named.kind, named.text_key) p_tenant_hk, named.kind, named.text_key, v_month, named.value
    from (
      select v.kind, v.text_key, v.value
      from (
        -- Few for a batch, unlike its events.
        select keyed.type_key, keyed.event_type, keyed.page_key, keyed.page, keyed.host_key, keyed.host
        from keyed
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
        select distinct b.texts
        from sessions
        join began as b on b.session_key = sessions.session_key and b.began_key = sessions.began_key
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
