-- Running totals of the pipeline. The transaction that moves the events updates them, so status and dashboard never
-- count rows. Each tenant has several rows (totals.slot), so that concurrent transactions do not wait for the same
-- row.
create table totals.pipeline_counters (
  tenant_hk bytea not null,
  slot smallint not null,
  accepted bigint not null default 0,
  staged bigint not null default 0,          -- VALID or SUSPICIOUS
  invalid bigint not null default 0,
  loaded bigint not null default 0,
  staging_failed bigint not null default 0,  -- currently set aside before staging
  loading_failed bigint not null default 0,  -- currently set aside before business
  latest_event_at timestamptz,
  last_processed_at timestamptz,
  primary key (tenant_hk, slot)
) with (fillfactor = 50);                    -- free space for HOT updates
