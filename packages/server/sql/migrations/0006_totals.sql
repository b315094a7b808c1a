-- Totals: read models that the pipeline keeps in the transaction that loads an event. All of them
-- are sums, least and greatest, so that late and out-of-order events put right what they touch. What many
-- transactions meet on is spread over slots, like totals.pipeline_counters.

-- One row a session.
create table totals.session_totals (
  tenant_hk bytea not null,
  site_session_hk bytea not null,
  site_visitor_hk bytea,                     -- of several the one with the least key
  started_at timestamptz not null,
  ended_at timestamptz not null,             -- of its last event so far
  first_arrival_at timestamptz not null,     -- its events arrived between the two: where a reader has to look
  last_arrival_at timestamptz not null,
  began_received_at timestamptz not null,    -- its earliest event, whose staged row says how the session began
  began_event_id text not null,
  events integer not null,
  page_views integer not null,
  interactions integer not null,             -- what a visitor did: docs/reading.md, "Sessions"
  entry_at timestamptz,                      -- of the earliest page view, with its url
  entry_page_url text,
  exit_at timestamptz,                       -- of the latest page view, with its url
  exit_page_url text,
  -- When the session counts as over if nothing more comes: 30 minutes after its last load, rounded up to
  -- ten minutes, so that most events leave the index alone (HOT). Null once its end is in the vault.
  close_after timestamptz,
  primary key (tenant_hk, site_session_hk)
) with (fillfactor = 70);
create index session_totals_open on totals.session_totals (tenant_hk, close_after) where close_after is not null;

-- One row a visitor; the columns as above.
create table totals.visitor_totals (
  tenant_hk bytea not null,
  site_visitor_hk bytea not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  first_arrival_at timestamptz not null,
  last_arrival_at timestamptz not null,
  began_received_at timestamptz not null,
  began_event_id text not null,
  events integer not null,
  page_views integer not null,
  sessions integer not null,
  primary key (tenant_hk, site_visitor_hk)
) with (fillfactor = 70);

create table totals.page_totals (
  tenant_hk bytea not null,
  site_page_hk bytea not null,
  slot smallint not null,
  events bigint not null,
  views bigint not null,
  visitors bigint not null,
  seconds numeric not null,                  -- sum of time_on_page
  first_arrival_at timestamptz not null,
  last_arrival_at timestamptz not null,
  primary key (tenant_hk, site_page_hk, slot)
) with (fillfactor = 70);

-- Who has seen a page: what makes "visitors" a count of people and not of views.
create table totals.page_visitors (
  tenant_hk bytea not null,
  site_page_hk bytea not null,
  site_visitor_hk bytea not null,
  primary key (tenant_hk, site_page_hk, site_visitor_hk)
);

-- Events by hour and type.
create table totals.event_hours (
  tenant_hk bytea not null,
  hour_at timestamptz not null,
  event_type_hk bytea not null,              -- SHA-256 of event_type: keys are never over texts
  slot smallint not null,
  event_type text not null,
  events bigint not null,
  primary key (tenant_hk, hour_at, event_type_hk, slot)
) with (fillfactor = 70);

-- What the SDK says it sent, to be held against what arrived: one row a page load (tab_id) and session.
create table totals.tab_ledger (
  tenant_hk bytea not null,
  tab_hk bytea not null,                     -- SHA-256 of tab_id
  site_session_hk bytea not null,            -- empty for events without a session
  tab_id text not null,
  events bigint not null,
  first_seq bigint not null,
  last_seq bigint not null,
  first_arrival_at timestamptz not null,
  last_arrival_at timestamptz not null,
  skew_ms bigint,                            -- arrival minus sent_at, of the latest arrival: clock skew and travel
  primary key (tenant_hk, tab_hk, site_session_hk)
) with (fillfactor = 70);
create index tab_ledger_session on totals.tab_ledger (tenant_hk, site_session_hk);

-- How late events arrive: counts by the time between an event and its arrival.
create table totals.lateness (
  tenant_hk bytea not null,
  bucket smallint not null,                  -- upper bound: 0 1 s, 1 10 s, 2 1 min, 3 10 min, 4 1 h, 5 1 day, 6 7 days, 7 longer
  slot smallint not null,
  events bigint not null,
  primary key (tenant_hk, bucket, slot)
) with (fillfactor = 70);

-- How a session ended: null in the row that says how it began.
alter table business.site_session_details_s
  add column ended_at timestamptz,
  add column duration_s numeric(12, 3),
  add column events integer,
  add column page_views integer,
  add column exit_page_url text,
  add column is_bounce boolean;
