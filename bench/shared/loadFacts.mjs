/**
 * Writes facts of `events` events in sessions of about 12.5 over 90 days straight into facts.*, with the functions and
 * the order that the pipeline uses: keys by facts.text_key, rows in the order of time. The rest of the layers stays
 * empty. The same numbers each time.
 *
 * @param {Awaited<ReturnType<typeof import('./openDatabase.mjs').openDatabase>>} database
 * @param {string} customer
 * @param {number} events
 */
export async function loadFacts(database, customer, events) {
  const sessions = Math.round(events / 12.5);
  await database.query(`select auth.ensure_tenant($1)`, [customer]);
  await database.query('select setseed(0.42)');
  await database.query(`set work_mem = '512MB'`);
  await database.query(
    `create temp table visits as
     select n, facts.short_key(sha256(convert_to('s' || n, 'UTF8'))) as session_key,
       facts.short_key(sha256(convert_to('v' || (n::bigint * 7919 % ($1::bigint * 3 / 5)), 'UTF8'))) as visitor_key,
       date_trunc('day', now()) + interval '1 day' - random() * interval '90 days' as started_at,
       case when random() < 0.4 then 1 else 2 + (random() * 38)::int end as hits,
       random() as r1, random() as r2, random() as r3, random() < 0.03 as is_bot
     from generate_series(1, $1::int) as n`,
    [sessions],
  );
  await database.query(`
    create temp table hits as
    select v.n, v.session_key, v.visitor_key, v.is_bot, v.started_at + (h - 1) * (5 + random() * 60) * interval '1 second' as event_at,
      case when h = 1 or random() < 0.6 then 'page_view' when random() < 0.05 then 'transaction_step' when random() < 0.1 then 'signup'
        when random() < 0.5 then 'user_interaction' else 'scroll_depth' end as type,
      floor(1000 * power(random(), 3))::int as page, random() as r
    from visits as v cross join lateral generate_series(1, v.hits) as h`);
  const tenant = `auth.tenant_hk('${customer}')`;
  await database.query(`
    insert into facts.events (tenant_hk, event_at, event_key, session_key, visitor_key, type_key, page_key, host_key,
      order_key, flags, amount, currency, properties)
    select ${tenant}, h.event_at, facts.short_key(sha256(convert_to('e' || row_number() over (), 'UTF8'))), h.session_key, h.visitor_key,
      facts.text_key(1, h.type), facts.text_key(2, '/page/' || h.page), facts.text_key(3, 'shop.example'),
      case when h.type = 'transaction_step' then (h.r * 9e15)::bigint end,
      facts.flags(h.type, h.is_bot, null, false),
      case when h.type = 'transaction_step' then round((h.r * 100)::numeric, 2) end,
      case when h.type = 'transaction_step' then 'EUR' end,
      case when h.type = 'user_interaction' then jsonb_build_object('element_id', 'button-' || h.page % 50) end
    from hits as h order by h.event_at`);
  await database.query(`
    insert into facts.sessions (tenant_hk, session_key, visitor_key, last_visitor_key, started_at, ended_at, began_key,
      entry_at, exit_at, entry_key, exit_key, source_key, channel_key, referrer_key, utm_source_key, utm_medium_key,
      utm_campaign_key, utm_term_key, utm_content_key, device_key, browser_key, os_key, language_key, country_key,
      screen_key, events, page_views, interactions, any_flags, all_flags, is_long,
      site_session_hk)
    select ${tenant}, v.session_key, v.visitor_key, v.visitor_key, h.started_at, h.ended_at, 0, h.started_at, h.exit_at,
      h.entry_key, h.exit_key,
      facts.text_key(5, (array['google', 'bing', 'chatgpt', 'facebook', 'newsletter'])[1 + floor(v.r1 * 6)::int]),
      facts.text_key(6, (array['organic_search', 'ai_assistant', 'direct', 'email', 'referral'])[1 + floor(v.r1 * 5)::int]),
      facts.text_key(7, 'site' || floor(100 * v.r2 * v.r2)::int || '.example'), 0, 0,
      case when v.r3 < 0.2 then facts.text_key(10, 'campaign ' || floor(v.r1 * 20)::int) else 0 end, 0, 0,
      facts.text_key(13, (array['desktop', 'mobile', 'tablet'])[1 + floor(v.r2 * 3)::int]),
      facts.text_key(14, (array['Chrome', 'Safari', 'Firefox', 'Edge'])[1 + floor(v.r3 * 4)::int]),
      facts.text_key(15, (array['Windows', 'iOS', 'Android', 'macOS'])[1 + floor(v.r3 * 4)::int]),
      facts.text_key(16, (array['de', 'en-US', 'fr'])[1 + floor(v.r2 * 3)::int]),
      facts.text_key(17, (array['DE', 'US', 'FR', 'JP', 'GB', 'BR', 'IN'])[1 + floor(v.r3 * 7)::int]),
      facts.text_key(18, (array['small', 'large', 'wide'])[1 + floor(v.r2 * 3)::int]),
      h.events, h.page_views, h.interactions, h.any_flags, h.all_flags, false,
      sha256(convert_to('s' || v.n, 'UTF8'))
    from visits as v
    join (
      select e.session_key, min(e.event_at) as started_at, max(e.event_at) as ended_at,
        max(e.event_at) filter (where e.flags & 1 <> 0) as exit_at,
        (array_agg(e.page_key order by e.event_at) filter (where e.flags & 1 <> 0))[1] as entry_key,
        (array_agg(e.page_key order by e.event_at desc) filter (where e.flags & 1 <> 0))[1] as exit_key,
        count(*) as events, count(*) filter (where e.flags & 1 <> 0) as page_views,
        count(*) filter (where e.flags & 2 <> 0) as interactions, bit_or(e.flags) as any_flags, bit_and(e.flags) as all_flags
      from facts.events as e where e.tenant_hk = ${tenant} group by e.session_key
    ) as h on h.session_key = v.session_key
    order by h.started_at`);
  await database.query(`
    insert into facts.texts (tenant_hk, kind, text_key, month_at, value)
    select ${tenant}, k.kind, facts.text_key(k.kind, k.value), m.at, k.value
    from (
      select 1 as kind, unnest(array['page_view', 'transaction_step', 'signup', 'user_interaction', 'scroll_depth']) as value
      union all select 2, '/page/' || n from generate_series(0, 999) as n
      union all select 3, 'shop.example'
      union all select 5, unnest(array['google', 'bing', 'chatgpt', 'facebook', 'newsletter'])
      union all select 6, unnest(array['organic_search', 'ai_assistant', 'direct', 'email', 'referral'])
      union all select 7, 'site' || n || '.example' from generate_series(0, 99) as n
      union all select 10, 'campaign ' || n from generate_series(0, 19) as n
      union all select 13, unnest(array['desktop', 'mobile', 'tablet'])
      union all select 14, unnest(array['Chrome', 'Safari', 'Firefox', 'Edge'])
      union all select 15, unnest(array['Windows', 'iOS', 'Android', 'macOS'])
      union all select 16, unnest(array['de', 'en-US', 'fr'])
      union all select 17, unnest(array['DE', 'US', 'FR', 'JP', 'GB', 'BR', 'IN'])
      union all select 18, unnest(array['small', 'large', 'wide'])
    ) as k
    cross join generate_series(date_trunc('month', now() - interval '90 days'), now(), interval '1 month') as m(at)`);
  await database.query('drop table hits, visits');
  for (const table of ['events', 'sessions', 'texts']) await database.query(`vacuum analyze facts.${table}`);
}

/**
 * Packs all sessions, as the worker does in the background. Returns how many.
 *
 * @param {Awaited<ReturnType<typeof import('./openDatabase.mjs').openDatabase>>} database
 * @param {string} customer
 */
export async function packSessions(database, customer) {
  const PORTION = 2_000;
  let packed = 0;
  for (;;) {
    // Some of the sessions begin later today.
    const [row] = await database.query(
      `select upkeep.pack_sessions(auth.tenant_hk($1), $2, now() + interval '3 days') as done`,
      [customer, PORTION],
    );
    packed += row?.done;
    if (row?.done < PORTION) break;
  }
  if (packed > 0) await database.query('vacuum analyze facts.sessions');
  return packed;
}
