-- Facts: what analytics reads. One narrow row an event and one a session; texts are 64-bit keys of facts.texts. The
-- transaction that loads an event also writes its facts. Retention deletes them, unlike the vault.

create schema facts;

-- The texts behind the keys, once for each month in which an event with the text was loaded: so a month of texts can
-- go when all facts that were loaded in it are gone, and no row has to be updated.
create table facts.texts (
  tenant_hk bytea not null,
  kind smallint not null,                  -- facts.kinds
  text_key bigint not null,                -- facts.text_key
  month_at date not null,
  value text not null,
  primary key (tenant_hk, kind, text_key, month_at)
);
create index texts_month on facts.texts (tenant_hk, month_at);

-- Events of the vault, and INVALID events. Keys are 0 for nothing. The order of the columns saves 24 bytes a row.
create table facts.events (
  event_at timestamptz not null,
  event_key bigint not null,               -- the first 8 bytes of the hash key, as session_key and visitor_key
  session_key bigint not null,
  visitor_key bigint not null,
  type_key bigint not null,
  page_key bigint not null,                -- the path
  host_key bigint not null,
  order_key bigint,                        -- of a completed order: its id, else the event
  flags smallint not null,                 -- facts.flags
  tenant_hk bytea not null,
  amount numeric(15, 3),                   -- of a completed order
  currency text,
  item_keys bigint[],
  properties jsonb,                        -- facts.properties; null for none
  primary key (tenant_hk, event_at, event_key)
);
-- What facts.sessions does not count: analytics reads it besides.
create index events_loose on facts.events (tenant_hk, event_at) where session_key = 0 or flags & 32 <> 0;
create index events_orders on facts.events (tenant_hk, event_at) where order_key is not null;

-- Sessions of the vault. Each value is a sum, a minimum or a maximum, or comes from the earliest event.
create table facts.sessions (
  session_key bigint not null,
  visitor_key bigint not null,             -- the smallest of its events
  last_visitor_key bigint not null,        -- the largest: another one if the session has several visitors
  started_at timestamptz not null,
  ended_at timestamptz not null,
  began_key bigint not null,               -- event_key of the earliest event
  entry_at timestamptz,                    -- time of the earliest page view
  exit_at timestamptz,                     -- time of the latest page view
  entry_key bigint not null,               -- their pages
  exit_key bigint not null,
  source_key bigint not null,
  channel_key bigint not null,
  referrer_key bigint not null,
  utm_source_key bigint not null,
  utm_medium_key bigint not null,
  utm_campaign_key bigint not null,
  utm_term_key bigint not null,
  utm_content_key bigint not null,
  device_key bigint not null,
  browser_key bigint not null,
  os_key bigint not null,
  language_key bigint not null,
  country_key bigint not null,
  screen_key bigint not null,
  events integer not null,
  page_views integer not null,
  interactions integer not null,
  any_flags smallint not null,             -- the flags of any of its events, and of all
  all_flags smallint not null,
  site_session_hk bytea not null,
  is_long boolean not null,                -- from the first to the last event takes more than a day
  tenant_hk bytea not null,
  primary key (tenant_hk, session_key)
) with (fillfactor = 80);
create index sessions_started on facts.sessions (tenant_hk, started_at);
create index sessions_long on facts.sessions (tenant_hk, started_at) where is_long;

-- Events that happened before have no facts any more.
alter table totals.forgotten add column facts_before_at timestamptz;
