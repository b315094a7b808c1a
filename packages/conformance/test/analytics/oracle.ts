import { EXCLUSIONS, type Metric, type Population } from '@onevault/contract';
import type { AnalyticsFilter, BoundRange, GoalParts, PopulationQuery } from '@onevault/server/internal/engine/port';
import type { OpenSql } from '../../src/databases/openSql.ts';
import type { Conversion, Touch, WayEvent } from './walks.ts';

/**
 * What analytics has to answer, written a second time: slow and obvious. It reads what the pipeline made of each event
 * (`read.staged_events`) and knows nothing of facts. Values are written into the text: only tests call it.
 */
const EVENTS = `
  events as (
    select e.*, e.event_data as data,
      array_remove(array[
        case when e.stage = 'rejected' then 'invalid' end, case when e.is_bot then 'bots' end,
        case when e.event_data -> 'automated' = 'true' then 'automated' end,
        case when e.event_data -> 'internal' = 'true' or (:internal) then 'internal' end], null) as rules
    from jsonb_to_recordset(read.staged_events(auth.tenant_hk(:customer), null, null, 100000)) as e(
      event_id text, stage text, event_type text, event_action text, event_timestamp timestamptz, session_id text,
      visitor_id text, page_host text, page_path text, referrer_url text, referrer_kind text, device_type text,
      browser_name text, operating_system text, is_bot boolean, screen_resolution text, timezone text, language text,
      utm_source text, utm_medium text, utm_campaign text, utm_term text, utm_content text, click_ids jsonb,
      item_ids jsonb, event_data jsonb)
  ), valid as (
    select * from events where stage = 'business' and session_id is not null
  ), visits as (
    select v.session_id, min(v.event_timestamp) as started_at, max(v.event_timestamp) as ended_at,
      count(*) filter (where v.event_type = 'page_view') = 1
        and count(*) filter (where v.event_type not in ('page_view', 'scroll_depth', 'web_vital', 'js_error', 'element_impression')) = 0 as is_bounce,
      (array_agg(v.page_path order by v.event_timestamp) filter (where v.event_type = 'page_view'))[1] as entry_page,
      (array_agg(v.page_path order by v.event_timestamp desc) filter (where v.event_type = 'page_view'))[1] as exit_page
    from valid as v group by v.session_id
  ), began as (
    select distinct on (v.session_id) v.session_id, v.utm_source, v.utm_medium, v.utm_campaign, v.utm_term, v.utm_content,
      v.device_type as device, v.browser_name as browser, v.operating_system as os, v.language,
      case v.timezone when 'Europe/Berlin' then 'DE' when 'Asia/Tokyo' then 'JP' end as country,
      case v.screen_resolution when '390x844' then 'small' when '1920x1080' then 'wide' end as screen,
      case v.utm_source when 'News' then 'news' when 'ChatGPT.com' then 'chatgpt' else
        case v.referrer_url when 'https://www.google.de/search' then 'google' when 'https://chat.openai.com/' then 'chatgpt'
          when 'https://www.news.example/a' then 'news.example'
          when 'https://shop.example/x' then case when v.referrer_kind = 'referral' then 'shop.example' end end end as source,
      case when v.utm_medium = 'email' then 'email' when v.utm_source = 'ChatGPT.com' then 'ai_assistant'
        when v.click_ids ? 'gclid' then 'paid_search'
        when v.referrer_kind = 'search' then 'organic_search' when v.referrer_kind = 'assistant' then 'ai_assistant'
        when v.referrer_kind = 'referral' then 'referral' else 'direct' end as channel,
      case v.referrer_url when 'https://www.google.de/search' then 'google.de/search'
        when 'https://chat.openai.com/' then 'chat.openai.com' when 'https://www.news.example/a' then 'news.example/a'
        when 'https://shop.example/x' then case when v.referrer_kind = 'referral' then 'shop.example/x' end end as referrer
    from valid as v order by v.session_id, v.event_timestamp
  ), dims as (
    select e.event_id, e.event_timestamp as at, e.event_type as event, e.event_type = 'page_view' as is_view, e.rules,
      e.session_id, e.visitor_id, e.page_path as page, lower(e.page_host) as hostname,
      case when jsonb_array_length(e.item_ids) > 0 then array(select jsonb_array_elements_text(e.item_ids)) else array[''] end as items,
      e.data, e.event_action, v.is_bounce, extract(epoch from v.ended_at - v.started_at) as seconds,
      v.entry_page, v.exit_page, b.source, b.channel, b.referrer, b.utm_source, b.utm_medium, b.utm_campaign, b.utm_term,
      b.utm_content, b.device, b.browser, b.os, b.language, b.country, b.screen
    from events as e
    left join visits as v on v.session_id = e.session_id
    left join began as b on b.session_id = e.session_id
    where e.stage in ('business', 'rejected')
  )`;

export interface OracleAnswer {
  population: Pick<Population, 'counted'> & { excluded: Record<string, { events: number; sessions: number }> };
  summary: Record<string, unknown>;
}

/** An event that counts, with the steps that it is. */
export interface CountedEvent {
  ms: number;
  session: string | null;
  visitor: string | null;
  /** The start of its period. */
  period: string;
  steps: boolean[];
}

export interface Oracle {
  /** The events that count, in order. */
  events(steps: readonly AnalyticsFilter[], period: string): Promise<CountedEvent[]>;
  /** The events that count, in order; `anchor` marks those where a way begins or ends, by default all. */
  ways(anchor?: AnalyticsFilter): Promise<WayEvent[]>;
  /** The earliest event of each conversion, in order. */
  conversions(condition: AnalyticsFilter | 'orders'): Promise<Conversion[]>;
  /** All sessions, whatever the range and the filters, with their value of a dimension. */
  touches(by: string): Promise<Touch[]>;
  /** The conversions of each goal. */
  goals(goals: readonly GoalParts[], visitors: number): Promise<Record<string, unknown>[]>;
  /** The sessions with events that count, newest first, with some of their columns. */
  sessions(): Promise<Record<string, unknown>[]>;
  /** Population and summary. */
  summary(): Promise<OracleAnswer>;
  /** All rows of a breakdown, by value; null for none. */
  breakdown(by: string): Promise<Record<string, unknown>[]>;
  /** The value of each interval with events. */
  timeseries(metric: Metric, interval: string): Promise<{ at: string; value: number }[]>;
}

/** What rules for internal traffic name: a condition for events `e`, and one for a session of the events `d`. */
export interface InternalTraffic {
  events: string;
  session: string;
}

const NOBODY: InternalTraffic = { events: 'false', session: 'false' };

export function askOracle(sql: OpenSql, customer: string, population: PopulationQuery, internal = NOBODY): Oracle {
  const { filters, include, timezone } = population;
  const [from, to] = toEnds(population.range, timezone);
  const left = EXCLUSIONS.filter((rule) => !include.includes(rule));
  const eventsBut = (condition: string) => EVENTS.replace(':customer', quote(customer)).replace(':internal', condition);
  const matched = `with ${eventsBut(internal.events)}, matched as (
      select d.*, (select r.rule from unnest(d.rules) with ordinality as r(rule, n) where r.rule = any (${toArray(left)}) order by r.n limit 1) as rule
      from dims as d
      where d.at >= ${from} and d.at < ${to} ${filters.map((filter) => `and (${toCondition(filter)})`).join(' ')}
    ), counted as (select * from matched where rule is null)`;
  const metrics = `count(distinct c.visitor_id)::int as visitors, count(distinct c.session_id)::int as sessions,
    (count(distinct c.event_id) filter (where c.is_view))::int as page_views, count(distinct c.event_id)::int as events`;
  // Of each session once.
  const visits = (key: string) =>
    `
    select ${key} as key, round(avg(case when c.is_bounce then 1 when not c.is_bounce then 0 end), 4)::float8 as bounce_rate,
      round(avg(c.seconds), 3)::float8 as duration_mean_s,
      round((percentile_cont(0.5) within group (order by c.seconds))::numeric, 3)::float8 as duration_median_s
    from (select distinct ${key} as key, c.session_id, c.is_bounce, c.seconds from COUNTED as c where c.session_id is not null) as c
    group by 1`.replace(`select ${key} as key, round`, 'select c.key, round');

  return {
    async summary() {
      const [row] = await sql.query(`${matched}
        select ${metrics},
          round(count(*) filter (where c.is_view) / nullif(count(distinct c.session_id), 0)::numeric, 4)::float8 as views_per_session,
          (select jsonb_object_agg(x.rule, jsonb_build_object('events', x.events, 'sessions', x.sessions)) from (
            select m.rule, count(*) as events, count(distinct m.session_id) as sessions from matched as m where m.rule is not null group by m.rule) as x) as excluded,
          (select to_jsonb(v) - 'key' from (${visits('1').replace('COUNTED', 'counted')}) as v) as visits,
          (select coalesce(jsonb_agg(to_jsonb(r) order by r.currency collate "C" nulls last), '[]') from (
            select o.currency, sum(o.amount) as amount, count(*) as orders
            from (
              select distinct on (c.order_key) upper(c.data ->> 'currency') as currency,
                case when jsonb_typeof(c.data -> 'value') = 'number' then (c.data ->> 'value')::numeric else 0 end as amount
              from (select *, coalesce(data ->> 'order_id', event_id) as order_key from counted) as c
              where c.event = 'transaction_step' and c.event_action = 'complete'
              order by c.order_key, c.at
            ) as o group by o.currency) as r) as revenue
        from counted as c`);
      const { excluded, visits: ofVisits, revenue, ...counts } = row as Record<string, unknown>;
      const { visitors, sessions, events } = counts as Record<'visitors' | 'sessions' | 'events', number>;
      const none = { bounce_rate: null, duration_mean_s: null, duration_median_s: null };
      return {
        population: {
          counted: { events, sessions, visitors },
          excluded: (excluded ?? {}) as OracleAnswer['population']['excluded'],
        },
        summary: { ...counts, ...((ofVisits as object | null) ?? none), revenue },
      };
    },

    async events(steps, period) {
      const rows = await sql.query(`${matched}
        select (extract(epoch from d.at) * 1000)::float8 as ms, d.session_id as session, d.visitor_id as visitor,
          util.iso(date_trunc('${period}', d.at at time zone '${timezone}') at time zone '${timezone}') as period,
          to_jsonb(array[${steps.map((step) => `(${toCondition(step)})`).join(', ')}]::boolean[]) as steps
        from counted as d order by d.at`);
      return rows as unknown as CountedEvent[];
    },

    async ways(anchor) {
      const rows = await sql.query(`${matched}
        select d.session_id as session, d.page, d.event, d.is_view,
          d.event not in ('page_view', 'scroll_depth', 'web_vital', 'js_error', 'element_impression') as is_action,
          ${anchor ? `(${toCondition(anchor)})` : 'true'} as is_anchor
        from counted as d order by d.at`);
      return rows as unknown as WayEvent[];
    },

    async conversions(condition) {
      const isOrder = `d.event = 'transaction_step' and d.event_action = 'complete'`;
      const rows = await sql.query(`${matched}
        select (extract(epoch from c.at) * 1000)::float8 as ms, c.session_id as session, c.visitor_id as visitor, c.order_key,
          case when c.order_key is not null then upper(c.data ->> 'currency') end as currency,
          (case when jsonb_typeof(c.data -> 'value') = 'number' then (c.data ->> 'value')::numeric else 0 end)::float8 as amount
        from (
          select distinct on (o.order_key, case when o.order_key is null then o.event_id end) o.*
          from (
            select d.*, case when ${isOrder} then coalesce(d.data ->> 'order_id', d.event_id) end as order_key
            from counted as d where ${condition === 'orders' ? isOrder : `(${toCondition(condition)})`}
          ) as o
          order by o.order_key, case when o.order_key is null then o.event_id end, o.at
        ) as c order by c.at`);
      return rows as unknown as Conversion[];
    },

    async touches(by) {
      const rows = await sql.query(`with ${eventsBut('false')}
        select d.session_id as session, (extract(epoch from min(v.started_at)) * 1000)::float8 as ms,
          to_jsonb(array_remove(array_agg(distinct d.visitor_id), null)) as visitors, min(d.channel) = 'direct' as is_direct,
          min(left(${toValue(by, 'd')}, 1000)) as value,
          ${left.map((rule) => `bool_and('${rule}' = any (d.rules))`).join(' or ') || 'false'}
            or ${left.includes('internal') ? `(${internal.session})` : 'false'} as is_left_out
        from dims as d join visits as v on v.session_id = d.session_id
        where d.event_id in (select v.event_id from valid as v)
        group by d.session_id`);
      return rows as unknown as Touch[];
    },

    async goals(goals, visitors) {
      const answers: Record<string, unknown>[] = [];
      for (const { name, filters, revenue } of goals) {
        const property = revenue && 'property' in revenue ? quote(revenue.property) : "''";
        const worth =
          revenue && 'value' in revenue
            ? String(revenue.value)
            : `case when jsonb_typeof(d.data -> ${property}) = 'number' then (d.data ->> ${property})::numeric else 0 end`;
        const [row] = await sql.query(`${matched}, hits as (
            select d.* from counted as d where ${filters.map((filter) => `(${toCondition(filter)})`).join(' and ')}
          ), orders as (
            select distinct on (order_key) d.* from (select h.*, coalesce(h.data ->> 'order_id', h.event_id) as order_key from hits as h) as d
            where d.event = 'transaction_step' and d.event_action = 'complete' order by order_key, d.at
          ), worth as (
            ${
              revenue
                ? `select ${quote(revenue.currency)} as currency, ${worth} as amount from hits as d`
                : `select upper(d.data ->> 'currency') as currency, case when jsonb_typeof(d.data -> 'value') = 'number' then (d.data ->> 'value')::numeric else 0 end as amount from orders as d`
            }
          )
          select count(*)::int as conversions, count(distinct h.visitor_id)::int as visitors, count(distinct h.session_id)::int as sessions,
            round(count(distinct h.visitor_id) / nullif(${visitors}, 0)::numeric, 4)::float8 as conversion_rate,
            (select coalesce(jsonb_agg(to_jsonb(r) order by r.currency collate "C" nulls last), '[]')
             from (select w.currency, sum(w.amount) as amount from worth as w group by w.currency) as r) as revenue
          from hits as h`);
        answers.push({ goal: name, ...row });
      }
      return answers;
    },

    sessions() {
      return sql.query(`${matched}
        select s.session_id, util.iso(s.started_at) as started_at, round(s.seconds, 3)::float8 as duration_s, s.is_bounce,
          s.entry_page, s.exit_page, s.source, s.channel, s.country
        from (
          select distinct 'session_' || c.session_id as session_id, v.started_at, c.seconds, c.is_bounce, left(c.entry_page, 1000) as entry_page,
            left(c.exit_page, 1000) as exit_page, c.source, c.channel, c.country
          from counted as c join visits as v on v.session_id = c.session_id
        ) as s order by s.started_at desc`);
    },

    async breakdown(by) {
      const isOfItems = by === 'item';
      const counted = isOfItems
        ? '(select c.*, i.item from counted as c cross join lateral unnest(c.items) as i(item))'
        : 'counted';
      const value = `nullif(${toValue(by)}, '')`;
      return sql.query(`${matched}, per_value as (select ${value} as value, ${metrics} from ${counted} as c group by 1),
        bounced as (${visits(value).replace('COUNTED', counted)})
        select p.*, v.bounce_rate, v.duration_mean_s
        from per_value as p left join bounced as v on v.key is not distinct from p.value`);
    },

    async timeseries(metric, interval) {
      const at = `date_trunc('${interval}', c.at at time zone '${timezone}') at time zone '${timezone}'`;
      const rows = await sql.query(`${matched}, per_value as (
          select ${at} as value, ${metrics},
            round(count(*) filter (where c.is_view) / nullif(count(distinct c.session_id), 0)::numeric, 4)::float8 as views_per_session
          from counted as c group by 1),
        bounced as (${visits(at).replace('COUNTED', 'counted')})
        select util.iso(p.value) as at, coalesce(${metric}, 0)::float8 as value
        from per_value as p left join bounced as v on v.key = p.value order by 1`);
      return rows.map((row) => ({ at: String(row.at), value: Number(row.value) }));
    },
  };
}

function toCondition({ dimension, operator, values }: AnalyticsFilter): string {
  const isNegative = operator === 'is_not' || operator === 'not_contains';
  const one = (value: string) =>
    values
      .map((wanted) => {
        if (operator === 'matches') return `${value} ~ ${quote(`^${wanted.split('*').map(escapeRegExp).join('.*')}$`)}`;
        if (operator.endsWith('contains')) return `strpos(${value}, ${quote(wanted)}) > 0`;
        return `${value} = ${quote(wanted)}`;
      })
      .join(' or ');
  const condition =
    dimension === 'item'
      ? `exists (select 1 from unnest(d.items) as i(item) where ${one('i.item')})`
      : one(`coalesce(${toValue(dimension, 'd')}, '')`);
  return isNegative ? `not (${condition})` : condition;
}

function toValue(dimension: string, alias = 'c'): string {
  if (!dimension.startsWith('prop.')) return `${alias}.${dimension}`;
  const name = quote(dimension.slice('prop.'.length));
  return `case when jsonb_typeof(${alias}.data -> ${name}) not in ('object', 'array', 'null') then ${alias}.data ->> ${name} end`;
}

/** Days end at the next midnight. */
function toEnds({ from, to }: BoundRange, timezone: string): [from: string, to: string] {
  const start = 'day' in from ? `(timestamp '${from.day}' at time zone '${timezone}')` : `timestamptz '${from.at}'`;
  const end =
    'day' in to ? `((timestamp '${to.day}' + interval '1 day') at time zone '${timezone}')` : `timestamptz '${to.at}'`;
  return [start, end];
}

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
const toArray = (texts: readonly string[]) => `array[${texts.map(quote).join(', ')}]::text[]`;
const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
