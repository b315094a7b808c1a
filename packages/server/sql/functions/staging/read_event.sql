-- Parses one raw event into its staging columns. docs/pipeline.md specifies each column. Never raises, whatever the
-- payload.
-- Reads nothing, writes nothing.
--
-- A single select, so that PostgreSQL inlines it into the statement that stages a batch. Each `offset 0` prevents
-- PostgreSQL from computing a sub-select again for each use of its columns.
create or replace function staging.read_event(
  p_payload jsonb, p_user_agent text, p_enrichment jsonb, p_received timestamptz
) returns table (
  event_type text, event_category text, event_action text, event_timestamp timestamptz,
  session_id text, visitor_id text, user_id text,
  page_url text, page_host text, page_path text, page_title text, referrer_url text, referrer_kind text,
  element_id text, element_class text, element_text text, scroll_depth numeric, time_on_page numeric,
  device_type text, browser_name text, browser_version text, operating_system text, is_bot boolean,
  screen_resolution text, viewport_size text, timezone text, language text,
  data jsonb, query jsonb, items jsonb,
  validation_status text, quality_score numeric, validation_errors jsonb
)
language sql stable parallel safe
begin atomic
  select
    given.event_type, derived.category, derived.action, clock.event_timestamp,
    context.session_id, context.visitor_id, util.text_of(d -> 'user_id', 256),
    given.page_url, url.host, url.path,
    coalesce(util.text_of(d -> 'title', 500), util.text_of(d -> 'page_title', 500)),
    context.referrer, origin.kind,
    util.text_of(d -> 'element_id', 200), util.text_of(d -> 'element_class', 200),
    coalesce(util.text_of(d -> 'element_text', 100), util.text_of(d -> 'text', 100)),
    context.scroll_depth, context.time_on_page,
    p_enrichment ->> 'device_type', p_enrichment ->> 'browser_name', p_enrichment ->> 'browser_version',
    p_enrichment ->> 'operating_system', context.is_bot,
    staging.size_of(d -> 'screen_resolution'), staging.size_of(d -> 'viewport_size'),
    util.text_of(d -> 'timezone', 64), util.text_of(d -> 'language', 35),
    given.d, url.query, derived.items,
    coalesce(outcome ->> 'status', 'VALID'), coalesce((outcome -> 'score')::numeric, 1), coalesce(outcome -> 'errors', '[]')
  from (
    select
      coalesce(p_payload ->> 'event_type', 'page_view') as event_type,
      coalesce(p_payload ->> 'page_url', '') as page_url,
      case when jsonb_typeof(p_payload -> 'event_data') = 'object' then p_payload -> 'event_data' else '{}' end as d
    offset 0
  ) as given
  cross join lateral (
    select
      nullif(case when strpos(absolute.authority, '@') = 0 then absolute.authority
        else regexp_replace(absolute.authority, '^.*@', '') end, '') as host,
      case when absolute.authority is not null then coalesce(nullif(absolute.path, ''), '/')
        when page_url like '/%' then substring(page_url from '^[^?#]*') end as path,
      found.parameters as query
    from staging.split_url(page_url) as absolute
    cross join lateral staging.query_parameters(page_url) as found
    offset 0
  ) as url
  cross join lateral (
    select
      nullif(d -> 'session_id', 'null') as session_given,
      nullif(d -> 'visitor_id', 'null') as visitor_given,
      nullif(d -> 'timestamp', 'null') as timestamp_given,
      nullif(d -> 'scroll_depth', 'null') as scroll_given,
      nullif(d -> 'time_on_page', 'null') as time_given,
      -- A longer id becomes null. If it were cut, two sessions could become one.
      case when char_length(util.text_of(d -> 'session_id', 129)) <= 128 then util.text_of(d -> 'session_id', 128) end as session_id,
      case when char_length(util.text_of(d -> 'visitor_id', 129)) <= 128 then util.text_of(d -> 'visitor_id', 128) end as visitor_id,
      coalesce(util.text_of(d -> 'referrer', 2000), util.text_of(d -> 'referrer_url', 2000)) as referrer,
      util.number_of(d -> 'scroll_depth', 0, 100) as scroll_depth,
      util.number_of(d -> 'time_on_page', 0, 604800) as time_on_page,
      util.time_of(d -> 'timestamp') as happened,
      util.time_of(d -> 'sent_at') as sent,
      coalesce(p_enrichment -> 'is_bot' = 'true', false) as is_bot
    offset 0
  ) as context
  cross join lateral (
    select
      coalesce(
        case when sent - happened between interval '0' and interval '30 days' then p_received - (sent - happened) end,
        case when happened between p_received - interval '30 days' and p_received + interval '5 minutes' then happened end,
        p_received) as event_timestamp,
      not coalesce(sent - happened between interval '0' and interval '30 days', false)
        and happened not between p_received - interval '30 days' and p_received + interval '5 minutes' as implausible
    offset 0
  ) as clock
  cross join lateral (
    select kinds.category, kinds.action, staging.items_of(d) as items
    from staging.categorize(given.event_type, d) as kinds
    offset 0
  ) as derived
  cross join lateral (
    select known.kind from staging.referrer_kind(context.referrer, url.host) as known offset 0
  ) as origin
  cross join lateral (
    select array_remove(array[
      case when btrim(given.event_type, E' \t\n\r\x0b\f') = '' then 'event_type_blank' end,
      case when char_length(given.event_type) > 200 then 'event_type_too_long' end,
      case when char_length(given.page_url) > 100000 then 'page_url_too_long' end,
      case when given.page_url = '' then 'page_url_missing' end,
      case when not (given.page_url = '' or starts_with(given.page_url, '/') or starts_with(given.page_url, 'https://')
        or lower(left(given.page_url, 8) collate "C") ~ '^https?://') then 'page_url_scheme' end,
      case when session_given is null then 'session_missing' end,
      case when session_given is not null and context.session_id is null then 'session_unusable' end,
      case when visitor_given is null then 'visitor_missing' end,
      case when visitor_given is not null and context.visitor_id is null then 'visitor_unusable' end,
      case when timestamp_given is null then 'timestamp_missing' end,
      case when timestamp_given is not null and happened is null then 'timestamp_unreadable' end,
      case when implausible then 'clock_implausible' end,
      case when scroll_given is not null and context.scroll_depth is null then 'scroll_depth_range' end,
      case when time_given is not null and context.time_on_page is null then 'time_on_page_range' end,
      case when jsonb_typeof(d -> 'items') = 'array' then
        case when jsonb_array_length(d -> 'items') > 100 then 'items_over_limit' end end,
      case when coalesce(p_user_agent, '') = '' then 'agent_missing' end,
      case when context.is_bot then 'bot' end
    ], null) as failed
    offset 0
  ) as checked
  cross join lateral (
    -- Skips the function if no check failed, the usual case.
    select case when failed <> '{}' then staging.failed_checks(failed) end as outcome
    offset 0
  ) as checks;
end;
