-- Retention: raw and staging rows go when a customer's days are over; the vault and the running totals stay.

-- How many of a tenant's running totals have no raw and staging rows any more: totals are of all time, so
-- totals = rows + forgotten (sql/checks).
create table totals.forgotten (
  tenant_hk bytea primary key,
  before_at timestamptz not null,          -- rows that arrived before may be gone
  events bigint not null default 0,
  staged bigint not null default 0,
  loaded bigint not null default 0,
  rejected bigint not null default 0,
  -- The walk over raw.event_ids (upkeep.forget_ids): an index by time would cost more than a look at each id a day.
  ids_after text,                          -- where the walk stands; null between two
  ids_walked_at timestamptz                -- when the last one ended
);

-- An id outlives its event, so that a late resend stays a duplicate. Of an erased visitor's events only this
-- row is left: event_id and when it came, nothing of what it said.
alter table raw.event_ids add column erased_at timestamptz;
