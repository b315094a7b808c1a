-- First, because it locks the table: no event may be staged between the count below and the functions that count.
-- The country that a trusted proxy named (docs/decisions/0049). Null: none did, and the time zone tells.
alter table staging.site_tracking_events_s add column country text;
alter type staging.staged_event add attribute country text;

-- When events arrived, how late they were, and what arrived again: one row for each quarter of an hour of arrival (days
-- of every time zone begin at one), bucket and slot. Retention deletes them together with the facts.
create table totals.arrivals (
  tenant_hk bytea not null,
  quarter_at timestamptz not null,
  bucket smallint not null,                  -- of loaded events: totals.lateness_bucket; -1: events that were answered as duplicate
  slot smallint not null,
  events bigint not null,
  primary key (tenant_hk, quarter_at, bucket, slot)
) with (fillfactor = 70);
-- Reads every staged row: about 1 s for a million.
insert into totals.arrivals (tenant_hk, quarter_at, bucket, slot, events)
  select s.tenant_hk, date_bin('15 minutes', s.received_timestamp, 'epoch'),
    width_bucket(extract(epoch from s.received_timestamp - s.event_timestamp)::double precision,
      array[1, 10, 60, 600, 3600, 86400, 604800]::double precision[]), 0, count(*)
  from staging.site_tracking_events_s as s
  where s.business_status = 'LOADED'
  group by 1, 2, 3;

-- Accuracy asks for the page loads that began in a range.
create index tab_ledger_arrival on totals.tab_ledger (tenant_hk, first_arrival_at);
