-- Business layer: Data Vault 2.0. Hubs hold keys, links join hubs, satellites describe hubs. Rows are only
-- inserted.
-- Hash key = SHA-256 of the UTF-8 business key followed by the hex of tenant_hk. Each primary key begins with the
-- tenant and contains hash keys, never texts: a long url does not fit into an index.

-- Events. An event never changes, so one row holds its hub, its links to session and page and its details (a
-- non-historized link). Four tables took 1,490 bytes per event and four times the inserts; one table takes 640. The
-- views in sql/views/business show the hub, links and satellite: site_event_h, event_session_l, event_page_l,
-- site_event_details_s and session_page_l.
create table business.site_event_nl (
  tenant_hk bytea not null,
  site_event_hk bytea not null,
  site_session_hk bytea,                   -- null if the event has no session
  site_page_hk bytea,
  load_date timestamptz not null,
  event_timestamp timestamptz not null,
  site_event_bk text not null,
  record_source text not null,
  event_type text not null,
  event_category text not null,
  event_action text not null,
  page_url text not null,
  page_title text,
  referrer_url text,
  user_id text,
  element_id text,
  element_class text,
  element_text text,
  scroll_depth numeric(6, 3),
  time_on_page numeric(9, 3),
  is_bot boolean not null,
  validation_status text not null,
  quality_score numeric(3, 2) not null,
  event_properties jsonb not null,         -- the caller's properties: event_data without the context
  primary key (tenant_hk, site_event_hk)
);

create table business.site_session_h (
  tenant_hk bytea not null,
  site_session_hk bytea not null,
  site_session_bk text not null,
  load_date timestamptz not null,
  record_source text not null,
  primary key (tenant_hk, site_session_hk)
);

create table business.site_visitor_h (
  tenant_hk bytea not null,
  site_visitor_hk bytea not null,
  site_visitor_bk text not null,
  load_date timestamptz not null,
  record_source text not null,
  primary key (tenant_hk, site_visitor_hk)
);

create table business.site_page_h (
  tenant_hk bytea not null,
  site_page_hk bytea not null,
  site_page_bk text not null,
  load_date timestamptz not null,
  record_source text not null,
  primary key (tenant_hk, site_page_hk)
);

create table business.business_item_h (
  tenant_hk bytea not null,
  business_item_hk bytea not null,
  business_item_bk text not null,
  load_date timestamptz not null,
  record_source text not null,
  primary key (tenant_hk, business_item_hk)
);

create table business.session_visitor_l (
  tenant_hk bytea not null,
  link_session_visitor_hk bytea not null,
  site_session_hk bytea not null,
  site_visitor_hk bytea not null,
  load_date timestamptz not null,
  record_source text not null,
  primary key (tenant_hk, link_session_visitor_hk)
);

create table business.event_business_item_l (
  tenant_hk bytea not null,
  link_event_business_item_hk bytea not null,
  site_event_hk bytea not null,
  business_item_hk bytea not null,
  load_date timestamptz not null,
  record_source text not null,
  primary key (tenant_hk, link_event_business_item_hk)
);

-- The start of a session.
create table business.site_session_details_s (
  tenant_hk bytea not null,
  site_session_hk bytea not null,
  load_date timestamptz not null,
  hash_diff bytea not null,
  record_source text not null,
  started_at timestamptz not null,
  entry_page_url text not null,
  referrer_url text,
  referrer_kind text not null,
  utm_source text,
  utm_medium text,
  utm_campaign text,
  utm_term text,
  utm_content text,
  click_ids jsonb not null,
  device_type text,
  browser_name text,
  browser_version text,
  operating_system text,
  is_bot boolean not null,
  primary key (tenant_hk, site_session_hk, load_date)
);

-- The first event of a visitor.
create table business.site_visitor_details_s (
  tenant_hk bytea not null,
  site_visitor_hk bytea not null,
  load_date timestamptz not null,
  hash_diff bytea not null,
  record_source text not null,
  first_seen_at timestamptz not null,
  first_page_url text not null,
  referrer_kind text not null,
  device_type text,
  operating_system text,
  language text,
  timezone text,
  screen_resolution text,
  primary key (tenant_hk, site_visitor_hk, load_date)
);

-- Written when the title has changed, at most once an hour: load_date is the start of the hour.
create table business.site_page_details_s (
  tenant_hk bytea not null,
  site_page_hk bytea not null,
  load_date timestamptz not null,
  hash_diff bytea not null,
  record_source text not null,
  page_host text,
  page_path text,
  page_title text,
  primary key (tenant_hk, site_page_hk, load_date)
);

-- Written when a detail has changed.
create table business.business_item_details_s (
  tenant_hk bytea not null,
  business_item_hk bytea not null,
  load_date timestamptz not null,
  hash_diff bytea not null,
  record_source text not null,
  item_type text not null,
  item_name text,
  item_category text,
  price numeric(13, 3),
  currency text,
  primary key (tenant_hk, business_item_hk, load_date)
);

-- One staged event on its way into the vault and the totals: its keys, and the columns that most tables need.
create type business.keyed_event as (
  received_timestamp timestamptz,
  event_id text,
  event_hk bytea,
  session_bk text,
  session_hk bytea,
  visitor_bk text,
  visitor_hk bytea,
  page_bk text,
  page_hk bytea,
  event_type text,
  event_timestamp timestamptz,
  page_url text,
  time_on_page numeric,
  tab_id text,
  seq bigint,
  skew_ms bigint,                          -- arrival minus sent_at
  staged staging.staged_event              -- the whole event; null if only the vault still has it
);
