-- Staging layer: parsed, checked and scored events. docs/pipeline.md defines each column.

create table staging.site_tracking_events_s (
  tenant_hk bytea not null,
  event_id text not null,
  received_timestamp timestamptz not null,
  event_timestamp timestamptz not null,
  processed_timestamp timestamptz not null,
  loaded_timestamp timestamptz,            -- when it was loaded into the business layer
  event_type text not null,
  event_category text not null,
  event_action text not null,
  session_id text,
  visitor_id text,
  user_id text,
  page_url text not null,
  page_host text,
  page_path text,
  page_title text,
  referrer_url text,
  referrer_kind text not null,
  element_id text,
  element_class text,
  element_text text,
  scroll_depth numeric(6, 3),
  time_on_page numeric(9, 3),
  device_type text,
  browser_name text,
  browser_version text,
  operating_system text,
  is_bot boolean not null,
  screen_resolution text,
  viewport_size text,
  timezone text,
  language text,
  utm_source text,
  utm_medium text,
  utm_campaign text,
  utm_term text,
  utm_content text,
  gclid text,
  gbraid text,
  wbraid text,
  dclid text,
  fbclid text,
  msclkid text,
  ttclid text,
  twclid text,
  li_fat_id text,
  items jsonb,                             -- items of the event: [{item_id, item_type, …}]; null if it has none
  validation_status text not null check (validation_status in ('VALID', 'SUSPICIOUS', 'INVALID')),
  quality_score numeric(3, 2) not null check (quality_score between 0 and 1),
  validation_errors jsonb not null,        -- [{rule, pointer, message}]
  -- PENDING: not loaded yet. ERROR: set aside. REJECTED: INVALID, never loaded.
  business_status text not null check (business_status in ('PENDING', 'LOADED', 'ERROR', 'REJECTED')),
  error_message text,
  retry_count smallint not null default 0,
  next_attempt_at timestamptz,
  primary key (tenant_hk, received_timestamp, event_id)
) partition by range (received_timestamp);

create table staging.site_tracking_events_s_default partition of staging.site_tracking_events_s default;

create index site_tracking_events_s_pending on staging.site_tracking_events_s (tenant_hk, received_timestamp)
  where business_status = 'PENDING';
create index site_tracking_events_s_failed on staging.site_tracking_events_s (tenant_hk, received_timestamp, event_id)
  where business_status in ('ERROR', 'REJECTED');
create index site_tracking_events_s_due on staging.site_tracking_events_s (tenant_hk, next_attempt_at)
  where next_attempt_at is not null;

-- One staged event on its way to the vault. staging.stage_events returns it and business.load_events takes it, so
-- that nothing is read again. It holds the columns that the vault needs and the original event_data.
create type staging.staged_event as (
  received_timestamp timestamptz,
  event_id text,
  event_timestamp timestamptz,
  event_type text,
  event_category text,
  event_action text,
  session_id text,
  visitor_id text,
  user_id text,
  page_url text,
  page_host text,
  page_path text,
  page_title text,
  referrer_url text,
  referrer_kind text,
  element_id text,
  element_class text,
  element_text text,
  scroll_depth numeric,
  time_on_page numeric,
  device_type text,
  browser_name text,
  browser_version text,
  operating_system text,
  is_bot boolean,
  screen_resolution text,
  timezone text,
  language text,
  utm_source text,
  utm_medium text,
  utm_campaign text,
  utm_term text,
  utm_content text,
  click_ids jsonb,
  items jsonb,
  validation_status text,
  quality_score numeric,
  event_data jsonb
);
