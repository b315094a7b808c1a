-- Read models: the transaction that loads an event also updates these totals. Each value is a sum, a minimum or a
-- maximum, so the order of events does not matter. Rows that many transactions update are split into slots, like
-- totals.pipeline_counters.

-- One row per session.
create table totals.session_totals (
  tenant_hk bytea not null,
  site_session_hk bytea not null,
  site_visitor_hk bytea,                     -- if it has several visitors: the one with the smallest key
  started_at timestamptz not null,
  ended_at timestamptz not null,             -- time of the latest event so far
  first_arrival_at timestamptz not null,     -- readers search only arrivals from first_arrival_at to last_arrival_at
  last_arrival_at timestamptz not null,
  began_received_at timestamptz not null,    -- of the earliest event: its staged row describes the start
  began_event_id text not null,
  events integer not null,
  page_views integer not null,
  interactions integer not null,             -- actions of the visitor: docs/reading.md, "Sessions"
  entry_at timestamptz,                      -- time of the earliest page view
  entry_page_url text,
  exit_at timestamptz,                       -- time of the latest page view
  exit_page_url text,
  -- The session counts as over at this time, unless another event is loaded before: 30 minutes after the last load,
  -- plus up to 10 more for rounding. A rounded value rarely changes, so most updates leave its index alone (HOT).
  -- Null once the vault holds the end of the session.
  close_after timestamptz,
  primary key (tenant_hk, site_session_hk)
) with (fillfactor = 70);
create index session_totals_open on totals.session_totals (tenant_hk, close_after) where close_after is not null;

-- One row per visitor. The columns mean the same as in totals.session_totals.
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

-- The visitors of each page, so that `visitors` counts each visitor once.
create table totals.page_visitors (
  tenant_hk bytea not null,
  site_page_hk bytea not null,
  site_visitor_hk bytea not null,
  primary key (tenant_hk, site_page_hk, site_visitor_hk)
);

create table totals.event_hours (
  tenant_hk bytea not null,
  hour_at timestamptz not null,
  event_type_hk bytea not null,              -- SHA-256 of event_type: a long text does not fit into an index
  slot smallint not null,
  event_type text not null,
  events bigint not null,
  primary key (tenant_hk, hour_at, event_type_hk, slot)
) with (fillfactor = 70);

-- Compares what the SDK sent (seq) with what arrived: one row per page load (tab_id) and session.
create table totals.tab_ledger (
  tenant_hk bytea not null,
  tab_hk bytea not null,                     -- SHA-256 of tab_id
  site_session_hk bytea not null,            -- empty bytea for events without a session
  tab_id text not null,
  events bigint not null,
  first_seq bigint not null,
  last_seq bigint not null,
  first_arrival_at timestamptz not null,
  last_arrival_at timestamptz not null,
  skew_ms bigint,                            -- latest arrival minus its sent_at: clock skew plus network time
  primary key (tenant_hk, tab_hk, site_session_hk)
) with (fillfactor = 70);
create index tab_ledger_session on totals.tab_ledger (tenant_hk, site_session_hk);

-- Histogram of lateness: events by the time from the event to its arrival.
create table totals.lateness (
  tenant_hk bytea not null,
  bucket smallint not null,                  -- see totals.lateness_bucket
  slot smallint not null,
  events bigint not null,
  primary key (tenant_hk, bucket, slot)
) with (fillfactor = 70);

-- The end of a session. Null in the row that describes its start.
alter table business.site_session_details_s
  add column ended_at timestamptz,
  add column duration_s numeric(12, 3),
  add column events integer,
  add column page_views integer,
  add column exit_page_url text,
  add column is_bounce boolean;
