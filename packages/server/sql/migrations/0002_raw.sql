-- Raw layer: stores every event as received.

create table raw.site_tracking_events_r (
  tenant_hk bytea not null,
  event_id text not null,
  received_timestamp timestamptz not null, -- unique within a batch, so it also keeps the order of arrival
  client_ip_hash bytea,
  user_agent text,
  raw_payload jsonb not null,              -- event_type, page_url, event_data; missing ones stay missing
  -- What the server derives from the request: browser_name, browser_version, operating_system, device_type, is_bot.
  -- Null and false are left out to save space. Null for rows from psql.
  enrichment jsonb,
  processing_status text not null default 'PENDING' check (processing_status in ('PENDING', 'PROCESSED', 'ERROR')),
  error_message text,
  retry_count smallint not null default 0,
  next_attempt_at timestamptz,             -- for a set-aside event; null if no retry is due
  record_source text not null,
  -- The arrival comes before the id: then this index serves "newest first" and, with raw.event_ids, "by id".
  primary key (tenant_hk, received_timestamp, event_id)
) partition by range (received_timestamp);

-- Holds rows for which no monthly partition exists, so that an insert never fails for a missing partition.
create table raw.site_tracking_events_r_default partition of raw.site_tracking_events_r default;

create index site_tracking_events_r_pending on raw.site_tracking_events_r (tenant_hk, received_timestamp)
  where processing_status = 'PENDING';
create index site_tracking_events_r_failed on raw.site_tracking_events_r (tenant_hk, received_timestamp, event_id)
  where processing_status = 'ERROR';
create index site_tracking_events_r_due on raw.site_tracking_events_r (tenant_hk, next_attempt_at)
  where next_attempt_at is not null;

-- Makes each event id unique per tenant. A unique key of a partitioned table must contain the partition column, so
-- this table is not partitioned. One transaction inserts the raw row and the id.
create table raw.event_ids (
  tenant_hk bytea not null,
  event_id text not null,
  received_timestamp timestamptz not null,
  primary key (tenant_hk, event_id)
);

-- One raw event on its way to staging. The statement that stores or claims the row returns it in this form, so that
-- no other statement reads the row again.
create type raw.arrival as (
  received_timestamp timestamptz,
  event_id text,
  user_agent text,
  raw_payload jsonb,
  enrichment jsonb
);
