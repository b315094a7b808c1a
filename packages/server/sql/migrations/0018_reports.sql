-- Reports: the numbers of a whole week or month, which go to e-mail destinations of the alerts through their outbox.
create table alerts.reports (
  tenant_hk bytea not null,
  report_id uuid not null,
  name text not null,
  period text not null check (period in ('week', 'month')),
  timezone text not null,                  -- whose days, weeks and months they are
  send_hour smallint not null check (send_hour between 0 and 23),
  destination_ids uuid[],                  -- null: all e-mail destinations of the tenant
  is_enabled boolean not null default true,
  created_at timestamptz not null default now(),
  due_at timestamptz not null,             -- when the next period is over, at send_hour
  -- The day after the last period that was queued, or was over when the report was made: none is queued twice.
  done_until date not null,
  primary key (tenant_hk, report_id)
);

-- Of a report the outbox has no numbers: they are read for each attempt, so that nothing of a person stays here.
alter table alerts.deliveries add column report_id uuid;
alter table alerts.deliveries drop constraint deliveries_event_check;
alter table alerts.deliveries add constraint deliveries_event_check
  check (event in ('alert.firing', 'alert.resolved', 'alert.test', 'report'));

-- For the metrics: how many firings are open.
create index firings_open on alerts.firings (tenant_hk) where resolved_at is null;

-- Rules that compare hours have a time zone.
update alerts.rules set settings = settings || '{"timezone": "UTC"}' where kind in ('rate_below', 'rate_above');
