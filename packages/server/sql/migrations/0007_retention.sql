-- Retention: the server deletes raw and staging rows after the tenant's number of days, and keeps the vault and the
-- running totals.

-- Counts the events whose raw and staging rows were deleted. Running totals are all-time, so totals = rows +
-- forgotten (sql/checks compares them).
create table totals.forgotten (
  tenant_hk bytea primary key,
  before_at timestamptz not null,          -- retention may have deleted rows that arrived before
  events bigint not null default 0,
  staged bigint not null default 0,
  loaded bigint not null default 0,
  rejected bigint not null default 0,
  -- Progress of upkeep.forget_ids over raw.event_ids. An index by time would cost more than reading every id once a
  -- day.
  ids_after text,                          -- the last id of the previous step; null between two walks
  ids_walked_at timestamptz                -- when the last complete walk ended
);

-- An id is kept longer than its event, so that a late resend is still a duplicate. Of an erased visitor's event only
-- this row is left: the event_id and its arrival time.
alter table raw.event_ids add column erased_at timestamptz;
