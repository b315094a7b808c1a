-- Raw: every event as it arrived.

create table raw.site_tracking_events_r (
  tenant_hk bytea not null,
  event_id text not null,
  received_timestamp timestamptz not null, -- distinct within a batch, so that it also keeps the order of arrival
  client_ip_hash bytea,
  user_agent text,
  raw_payload jsonb not null,              -- event_type, page_url, event_data: absent ones stay absent
  -- What only the collector can know: browser_name, browser_version, operating_system, device_type and
  -- is_bot, without what is null or false: it is in every row. Null for rows from psql.
  enrichment jsonb,
  processing_status text not null default 'PENDING' check (processing_status in ('PENDING', 'PROCESSED', 'ERROR')),
  error_message text,
  retry_count smallint not null default 0,
  next_attempt_at timestamptz,             -- of a set-aside event; null when no further attempt is due
  record_source text not null,
  -- Arrival before id: one index serves "newest first" and, with raw.event_ids, "by id".
  primary key (tenant_hk, received_timestamp, event_id)
) partition by range (received_timestamp);

-- Catches what no monthly partition takes, so that an insert never fails for want of one.
create table raw.site_tracking_events_r_default partition of raw.site_tracking_events_r default;

create index site_tracking_events_r_pending on raw.site_tracking_events_r (tenant_hk, received_timestamp)
  where processing_status = 'PENDING';
create index site_tracking_events_r_failed on raw.site_tracking_events_r (tenant_hk, received_timestamp, event_id)
  where processing_status = 'ERROR';
create index site_tracking_events_r_due on raw.site_tracking_events_r (tenant_hk, next_attempt_at)
  where next_attempt_at is not null;

-- Idempotency. PostgreSQL wants the partition column in every unique key of a partitioned table, so
-- "each id once" is kept here, unpartitioned, in the same transaction as the raw row.
create table raw.event_ids (
  tenant_hk bytea not null,
  event_id text not null,
  received_timestamp timestamptz not null,
  primary key (tenant_hk, event_id)
);

-- One raw event on its way to staging: what who stores or claims it hands on, so that it is not looked up again.
create type raw.arrival as (
  received_timestamp timestamptz,
  event_id text,
  user_agent text,
  raw_payload jsonb,
  enrichment jsonb
);
