/**
 * The same events in the tables of Umami (https://github.com/umami-software/umami, its PostgreSQL schema of 2026), and
 * the questions of our first screen as its pages ask them of PostgreSQL: its tables, its indexes and its way to count,
 * in statements of our own. What Umami calls a session is a visitor, and a visit is our session. It stores no bots.
 */

const WEBSITE = '00000000-0000-4000-8000-000000000001';
/** The columns of which Umami has an index each, after website and time. */
const EVENT_INDEXES = ['url_path', 'url_query', 'referrer_domain', 'page_title', 'event_name', 'tag', 'hostname'];
const SESSION_INDEXES = ['browser', 'os', 'device', 'screen', 'language', 'country', 'region', 'city'];
const FACTS = `facts.events as e
  join facts.sessions as s on s.tenant_hk = e.tenant_hk and s.session_key = e.session_key`;

/** @typedef {Awaited<ReturnType<typeof import('./openDatabase.mjs').openDatabase>>} Database */

/**
 * Copies the facts of the customer into tables of Umami. Returns whether they were there already.
 *
 * @param {Database} database
 * @param {string} customer
 */
export async function loadUmami(database, customer) {
  const [{ there } = { there: false }] = await database.query(
    `select to_regclass('umami.website_event') is not null as there`,
  );
  if (there) return true;
  const tenant = `auth.tenant_hk('${customer}')`;
  /** @param {number} kind @param {string} key */
  const text = (kind, key) =>
    `(select min(t.value) from facts.texts as t where t.tenant_hk = ${tenant} and t.kind = ${kind} and t.text_key = ${key})`;
  await database.query('begin');
  // Some millions of rows are joined and sorted once: in memory, and with hashes in place of as many lookups.
  await database.query(`set local work_mem = '512MB'; set local enable_nestloop = off`);
  await database.query(`
    create schema umami;
    create table umami.session (
      session_id uuid primary key, website_id uuid not null, browser varchar(20), os varchar(20), device varchar(20),
      screen varchar(11), language varchar(35), country char(2), region varchar(20), city varchar(50),
      distinct_id varchar(50), created_at timestamptz(6) default now());
    create table umami.website_event (
      event_id uuid not null, website_id uuid not null, session_id uuid not null, visit_id uuid not null,
      created_at timestamptz(6) default now(), url_path varchar(500) not null, url_query varchar(500),
      utm_source varchar(255), utm_medium varchar(255), utm_campaign varchar(255), utm_content varchar(255),
      utm_term varchar(255), referrer_path varchar(500), referrer_query varchar(500), referrer_domain varchar(500),
      page_title varchar(500), gclid varchar(255), fbclid varchar(255), msclkid varchar(255), ttclid varchar(255),
      li_fat_id varchar(255), twclid varchar(255), event_type integer not null default 1, event_name varchar(50),
      tag varchar(50), hostname varchar(100));
    create temp table names as
      select t.kind, t.text_key, min(t.value) as value from facts.texts as t where t.tenant_hk = ${tenant} group by 1, 2;
    create index on names (text_key, kind);
    analyze names`);
  await database.query(`
    insert into umami.session (session_id, website_id, browser, os, device, screen, language, country, created_at)
    select distinct on (s.visitor_key) md5(s.visitor_key::text)::uuid, '${WEBSITE}', ${text(14, 's.browser_key')},
      ${text(15, 's.os_key')}, ${text(13, 's.device_key')}, ${text(18, 's.screen_key')}, ${text(16, 's.language_key')},
      ${text(17, 's.country_key')}, s.started_at
    from facts.sessions as s
    where s.tenant_hk = ${tenant} and s.any_flags & 4 = 0
    order by s.visitor_key, s.started_at`);
  await database.query(`
    insert into umami.website_event (event_id, website_id, session_id, visit_id, created_at, url_path, utm_campaign,
      referrer_domain, page_title, event_type, event_name, hostname)
    select md5(e.event_key::text)::uuid, '${WEBSITE}', md5(e.visitor_key::text)::uuid, md5(e.session_key::text)::uuid,
      e.event_at, page.value, campaign.value, source.value, page.value, case when e.flags & 1 <> 0 then 1 else 2 end,
      case when e.flags & 1 = 0 then type.value end, 'shop.example'
    from ${FACTS}
    join names as page on page.kind = 2 and page.text_key = e.page_key
    join names as type on type.kind = 1 and type.text_key = e.type_key
    left join names as source on source.kind = 5 and source.text_key = s.source_key
    left join names as campaign on campaign.kind = 10 and campaign.text_key = s.utm_campaign_key
    where e.tenant_hk = ${tenant} and e.flags & 4 = 0
    order by e.event_at`);
  // All indexes afterwards, which takes a fraction of the time.
  await database.query(`set maintenance_work_mem = '1GB'`);
  await database.query('alter table umami.website_event add primary key (event_id)');
  for (const columns of [
    'created_at',
    'session_id',
    'visit_id',
    'website_id',
    'website_id, created_at',
    ...EVENT_INDEXES.map((column) => `website_id, created_at, ${column}`),
    'website_id, session_id, created_at',
    'website_id, visit_id, created_at',
  ]) {
    await database.query(`create index on umami.website_event (${columns})`);
  }
  for (const columns of [
    'created_at',
    'website_id',
    'website_id, created_at',
    ...SESSION_INDEXES.map((column) => `website_id, created_at, ${column}`),
  ]) {
    await database.query(`create index on umami.session (${columns})`);
  }
  await database.query('drop table names');
  await database.query('commit');
  await database.query('vacuum analyze umami.website_event');
  await database.query('vacuum analyze umami.session');
  return false;
}

/** Our filters as conditions of Umami. @type {Record<string, string>} */
const CONDITIONS = {
  'page:is:/page/3': `e.url_path = '/page/3'`,
  'source:is_not:google': `e.referrer_domain is distinct from 'google'`,
  'event:is:signup': `e.event_name = 'signup'`,
  'country:is:DE|FR': `s.country in ('DE', 'FR')`,
  'page:matches:/page/1*': `e.url_path like '/page/1%'`,
  'device:is:mobile': `s.device = 'mobile'`,
};
/** Where the value of a dimension is. Umami computes a channel for each event. @type {Record<string, string>} */
const COLUMNS = {
  page: 'e.url_path',
  source: 'e.referrer_domain',
  channel: `case when e.utm_medium in ('cpc', 'ppc', 'paid') then 'paid' when e.utm_medium like '%mail%' then 'email'
    when e.referrer_domain ~ '(google|bing|duckduckgo|ecosia)' then 'organic_search'
    when e.referrer_domain ~ '(facebook|twitter|linkedin|reddit)' then 'organic_social'
    when e.referrer_domain ~ '(chatgpt|perplexity|claude)' then 'ai'
    when e.referrer_domain is not null then 'referral' else 'direct' end`,
  country: 's.country',
  device: 's.device',
  browser: 's.browser',
};

/**
 * The statements of the first screen: both ranges of the summary, the days, six breakdowns.
 *
 * @param {{ from: string, to: string }} days both included, of Berlin
 * @param {string[]} [filters] as ours are written
 */
export function toUmamiScreen({ from, to }, filters = []) {
  const conditions = filters.map((filter) => CONDITIONS[filter] ?? '');
  /** @param {string} [by] */
  const events = (by = '') => {
    const isOfEvents = conditions.some((one) => one.includes('event_name'));
    const joined = [by, ...conditions].some((one) => one.includes('s.'))
      ? 'join umami.session as s on s.session_id = e.session_id and s.website_id = e.website_id'
      : '';
    return `umami.website_event as e ${joined} where ${[
      `e.website_id = '${WEBSITE}'`,
      `e.created_at >= $1::timestamp at time zone 'Europe/Berlin'`,
      `e.created_at < ($2::timestamp + interval '1 day') at time zone 'Europe/Berlin'`,
      // Its pages ask for views, unless the filter is about an event.
      ...(isOfEvents ? [] : ['e.event_type = 1']),
      ...conditions,
    ].join(' and ')}`;
  };
  const summary = `select sum(v.views), count(distinct v.session_id), count(distinct v.visit_id),
      sum((v.views = 1)::int), sum(extract(epoch from v.last_at - v.first_at))
    from (
      select e.session_id, e.visit_id, count(*) as views, min(e.created_at) as first_at, max(e.created_at) as last_at
      from ${events()} group by 1, 2
    ) as v`;
  const range = [from, to];
  const length = Date.parse(to) - Date.parse(from) + 86_400_000;
  const before = range.map((day) => new Date(Date.parse(day) - length).toISOString().slice(0, 10));
  return [
    { name: 'summary', text: summary, values: range },
    { name: 'summary, before', text: summary, values: before },
    {
      name: 'timeseries',
      text: `select date_trunc('day', e.created_at, 'Europe/Berlin'), count(distinct e.session_id) from ${events()} group by 1`,
      values: range,
    },
    ...Object.entries(COLUMNS).map(([by, column]) => ({
      name: `breakdown by=${by}`,
      text: `select ${column}, count(distinct e.session_id) from ${events(column)} group by 1 order by 2 desc limit 10`,
      values: range,
    })),
  ];
}

/**
 * A funnel of visitors, each step after the one before it, within the range.
 *
 * @param {{ from: string, to: string }} days
 * @param {string[]} steps as ours are written
 */
export function toUmamiFunnel({ from, to }, steps) {
  /** @param {string} step */
  const condition = (step) => {
    const [dimension, , value] = step.split(':');
    if (dimension === 'page') return `e.url_path = '${value}'`;
    return value === 'page_view' ? 'e.event_type = 1' : `e.event_name = '${value}'`;
  };
  const inRange = `e.website_id = '${WEBSITE}' and e.created_at >= $1::timestamp at time zone 'Europe/Berlin'
    and e.created_at < ($2::timestamp + interval '1 day') at time zone 'Europe/Berlin'`;
  const levels = steps.map((step, n) =>
    n === 0
      ? `level0 as (select distinct e.session_id, e.created_at from umami.website_event as e where ${inRange} and ${condition(step)})`
      : `level${n} as (select distinct e.session_id, e.created_at from level${n - 1} as l
          join umami.website_event as e on e.session_id = l.session_id
          where ${inRange} and e.created_at between l.created_at and l.created_at + interval '60 minutes' and ${condition(step)})`,
  );
  const counts = steps.map((_, n) => `select ${n}, count(distinct session_id) from level${n}`);
  return {
    name: 'funnel',
    text: `with ${levels.join(', ')} ${counts.join(' union all ')}`,
    values: [from, to],
  };
}

/** Its retention is by day: returning visitors of each day's new ones. @param {{ from: string, to: string }} days */
export function toUmamiRetention({ from, to }) {
  return {
    name: 'retention',
    text: `with cohorts as (
        select s.session_id, date_trunc('day', s.created_at, 'Europe/Berlin') as day
        from umami.session as s
        where s.website_id = '${WEBSITE}' and s.created_at >= $1::timestamp at time zone 'Europe/Berlin'
          and s.created_at < ($2::timestamp + interval '1 day') at time zone 'Europe/Berlin'
      ), active as (
        select distinct e.session_id, c.day, date_trunc('day', e.created_at, 'Europe/Berlin') - c.day as later
        from umami.website_event as e join cohorts as c on c.session_id = e.session_id
        where e.website_id = '${WEBSITE}' and e.created_at >= $1::timestamp at time zone 'Europe/Berlin'
          and e.created_at < ($2::timestamp + interval '1 day') at time zone 'Europe/Berlin'
      )
      select a.day, a.later, count(*), (select count(*) from cohorts as c where c.day = a.day)
      from active as a where a.later <= interval '31 days' group by 1, 2`,
    values: [from, to],
  };
}
