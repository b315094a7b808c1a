-- The stream of stage changes (read.stage_changes) finds a change by the event's arrival and the times in its rows. It
-- reads the arrivals of the last half second again. This table lists the changes that it would not find so: one row for a
-- batch that was processed later than that, and one for an event that was set aside, or loaded after that. An event that
-- passes through all layers at once, or within half a second, has no row here (docs/decisions/0040).
create table totals.late_changes (
  tenant_hk bytea not null,
  changed_at timestamptz not null,           -- the same time as in the rows of its events
  first_arrival_at timestamptz not null,     -- of the batch; of a single event both are its arrival
  last_arrival_at timestamptz not null,
  event_id text not null,                    -- empty for a batch
  primary key (tenant_hk, changed_at, first_arrival_at, event_id)
);
