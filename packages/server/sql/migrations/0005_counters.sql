-- Running totals of the pipeline, kept in the transaction that moves the events, so that status and
-- dashboard never count a table. Spread over slots (by database connection), so that concurrent
-- transactions of one tenant do not wait for one row.
create table totals.pipeline_counters (
  tenant_hk bytea not null,
  slot smallint not null,
  accepted bigint not null default 0,
  staged bigint not null default 0,          -- valid or suspicious
  invalid bigint not null default 0,
  loaded bigint not null default 0,
  staging_failed bigint not null default 0,  -- set aside before staging, now
  loading_failed bigint not null default 0,  -- set aside before business, now
  latest_event_at timestamptz,
  last_processed_at timestamptz,
  primary key (tenant_hk, slot)
) with (fillfactor = 50);                    -- room for HOT updates
