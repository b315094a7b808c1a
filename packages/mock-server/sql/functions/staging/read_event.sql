-- Reads one raw event: every staging column that its content decides. docs/pipeline.md is the text of
-- it. Reads nothing but its arguments, writes nothing, never raises on any payload.
--
-- A single select, so that the planner inlines it into the statement that stages a whole batch;
-- `offset 0` keeps a sub-select from being computed again at each place that uses it.
create or replace function staging.read_event(
  p_payload jsonb, p_user_agent text, p_enrichment jsonb, p_received timestamptz
) returns table (
  event_type text, event_category text, event_action text, event_timestamp timestamptz,
  session_id text, visitor_id text, user_id text,
  page_url text, page_host text, page_path text, page_title text, referrer_url text, referrer_kind text,
  element_id text, element_class text, element_text text, scroll_depth numeric, time_on_page numeric,
  device_type text, browser_name text, browser_version text, operating_system text, is_bot boolean,
  screen_resolution text, viewport_size text, timezone text, language text,
  query jsonb, items jsonb,
  validation_status text, quality_score numeric, validation_errors jsonb
)
language sql stable parallel safe
as $$
  select
    given.event_type, derived.category[1], derived.category[2], clock.event_timestamp,
    context.session_id, context.visitor_id, staging.text_of(d -> 'user_id', 256),
    given.page_url, url.host, url.path,
    coalesce(staging.text_of(d -> 'title', 500), staging.text_of(d -> 'page_title', 500)),
    context.referrer, staging.referrer_kind(context.referrer, url.host),
    staging.text_of(d -> 'element_id', 200), staging.text_of(d -> 'element_class', 200),
    coalesce(staging.text_of(d -> 'element_text', 100), staging.text_of(d -> 'text', 100)),
    context.scroll_depth, context.time_on_page,
    p_enrichment ->> 'device_type', p_enrichment ->> 'browser_name', p_enrichment ->> 'browser_version',
    p_enrichment ->> 'operating_system', context.is_bot,
    substring(staging.text_of(d -> 'screen_resolution', 12) from '^[0-9]{1,5}x[0-9]{1,5}$'),
    substring(staging.text_of(d -> 'viewport_size', 12) from '^[0-9]{1,5}x[0-9]{1,5}$'),
    staging.text_of(d -> 'timezone', 64), staging.text_of(d -> 'language', 35),
    url.query, derived.items,
    case when checks.invalid then 'INVALID' when checks.suspicious then 'SUSPICIOUS' else 'VALID' end,
    case when checks.invalid then 0 else greatest(0, 1 - checks.weight) end,
    checks.errors
  from (
    select
      coalesce(p_payload ->> 'event_type', 'page_view') as event_type,
      coalesce(p_payload ->> 'page_url', '') as page_url,
      case when jsonb_typeof(p_payload -> 'event_data') = 'object' then p_payload -> 'event_data' else '{}' end as d
    offset 0
  ) as given
  cross join lateral (
    select
      nullif(regexp_replace(absolute[1], '^.*@', ''), '') as host,
      case when absolute is not null then coalesce(nullif(absolute[2], ''), '/')
        when page_url like '/%' then substring(page_url from '^[^?#]*') end as path,
      staging.query_parameters(page_url) as query
    from (select regexp_match(page_url, '^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)([^?#]*)') as absolute offset 0) as split
    offset 0
  ) as url
  cross join lateral (
    select
      nullif(d -> 'session_id', 'null') as session_given,
      nullif(d -> 'visitor_id', 'null') as visitor_given,
      nullif(d -> 'timestamp', 'null') as timestamp_given,
      nullif(d -> 'scroll_depth', 'null') as scroll_given,
      nullif(d -> 'time_on_page', 'null') as time_given,
      -- Longer ones are none, not cut: two sessions would become one.
      case when char_length(staging.text_of(d -> 'session_id', 129)) <= 128 then staging.text_of(d -> 'session_id', 128) end as session_id,
      case when char_length(staging.text_of(d -> 'visitor_id', 129)) <= 128 then staging.text_of(d -> 'visitor_id', 128) end as visitor_id,
      coalesce(staging.text_of(d -> 'referrer', 2000), staging.text_of(d -> 'referrer_url', 2000)) as referrer,
      staging.number_of(d -> 'scroll_depth', 0, 100) as scroll_depth,
      staging.number_of(d -> 'time_on_page', 0, 604800) as time_on_page,
      staging.time_of(d -> 'timestamp') as happened,
      staging.time_of(d -> 'sent_at') as sent,
      coalesce(p_enrichment -> 'bot' = 'true', false) as is_bot
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
    select staging.categorize(given.event_type, d) as category, staging.items_of(d) as items
    offset 0
  ) as derived
  cross join lateral (
    select
      coalesce(jsonb_agg(jsonb_build_object('rule', rule, 'pointer', pointer, 'message', message) order by n), '[]') as errors,
      coalesce(sum(checked.weight), 0) as weight,
      coalesce(bool_or(mark = '?'), false) as suspicious,
      coalesce(bool_or(mark = '✗'), false) as invalid
    from (values
      (1, 'event_type_blank', '/event_type', 'event_type is blank', 0, '✗',
        given.event_type !~ '[^ \t\n\r\v\f]'),
      (2, 'event_type_too_long', '/event_type', 'event_type is longer than 200 characters', 0, '✗',
        char_length(given.event_type) > 200),
      (3, 'page_url_too_long', '/page_url', 'page_url is longer than 100000 characters', 0, '✗',
        char_length(given.page_url) > 100000),
      (4, 'page_url_missing', '/page_url', 'page_url is empty', 0.2, '',
        given.page_url = ''),
      (5, 'page_url_scheme', '/page_url', 'page_url is neither http(s) nor a path', 0.2, '?',
        given.page_url !~* '^(https?://|/|$)'),
      (6, 'session_missing', '/event_data/session_id', 'no session_id', 0.1, '',
        session_given is null),
      (7, 'session_unusable', '/event_data/session_id', 'session_id is not text of 1 to 128 characters', 0.1, '?',
        session_given is not null and context.session_id is null),
      (8, 'visitor_missing', '/event_data/visitor_id', 'no visitor_id', 0.1, '',
        visitor_given is null),
      (9, 'visitor_unusable', '/event_data/visitor_id', 'visitor_id is not text of 1 to 128 characters', 0.1, '?',
        visitor_given is not null and context.visitor_id is null),
      (10, 'timestamp_missing', '/event_data/timestamp', 'no timestamp', 0.05, '',
        timestamp_given is null),
      (11, 'timestamp_unreadable', '/event_data/timestamp', 'timestamp is not ISO 8601 with a zone', 0.1, '?',
        timestamp_given is not null and happened is null),
      (12, 'clock_implausible', '/event_data/timestamp', 'timestamp is not within 30 days before and 5 minutes after arrival', 0.1, '?',
        implausible),
      (13, 'scroll_depth_range', '/event_data/scroll_depth', 'scroll_depth is not a number from 0 to 100', 0.05, '?',
        scroll_given is not null and context.scroll_depth is null),
      (14, 'time_on_page_range', '/event_data/time_on_page', 'time_on_page is not a number from 0 to 604800', 0.05, '?',
        time_given is not null and context.time_on_page is null),
      (15, 'agent_missing', '', 'no user agent', 0.05, '',
        coalesce(p_user_agent, '') = ''),
      (16, 'bot', '', 'the user agent is a known bot', 0.3, '?',
        context.is_bot)
    ) as checked(n, rule, pointer, message, weight, mark, failed)
    where failed
    offset 0
  ) as checks;
$$;
