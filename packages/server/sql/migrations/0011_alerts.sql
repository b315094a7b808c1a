-- Alerts: rules of a customer, what they found (firings), where to tell it (destinations), and what is to be sent or
-- was sent (deliveries).
create schema alerts;

create table alerts.destinations (
  tenant_hk bytea not null,
  destination_id uuid not null,
  kind text not null check (kind in ('webhook', 'email')),
  address text not null,                   -- a URL, or an e-mail address
  -- Signs the webhook: whsec_ and base64. Both sides need the same secret, so a hash would not do.
  secret text,
  label text,
  disabled_at timestamptz,                 -- the receiver has answered 410 Gone
  created_at timestamptz not null default now(),
  primary key (tenant_hk, destination_id)
);

create table alerts.rules (
  tenant_hk bytea not null,
  rule_id uuid not null,
  name text not null,
  kind text not null check (kind in ('no_events', 'rate_below', 'rate_above', 'bad_share', 'set_aside_backlog', 'lag',
    'event_quiet', 'error_spike')),
  settings jsonb not null,                 -- complete: the server has filled in the defaults
  destination_ids uuid[],                  -- null: all destinations of the tenant
  is_enabled boolean not null default true,
  created_at timestamptz not null default now(),
  due_at timestamptz not null default now(),
  evaluated_at timestamptz,
  breached_since timestamptz,              -- the limit is crossed, but not yet for long enough
  cleared_since timestamptz,               -- while firing: the value is good again, but not yet for long enough
  firing_id uuid,                          -- the open firing
  samples jsonb not null default '[]',     -- of running totals, for a share within a window: alerts.measure_counters
  primary key (tenant_hk, rule_id)
) with (fillfactor = 50);                  -- free space for HOT updates: each evaluation changes the row

create table alerts.firings (
  tenant_hk bytea not null,
  firing_id uuid not null,
  rule_id uuid not null,
  rule_name text not null,                 -- as it was then: a rule may be changed or deleted later
  rule_kind text not null,
  value numeric,
  threshold numeric not null,
  message text not null,
  started_at timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by text,
  resolved_at timestamptz,
  resolved_by text,                        -- itself, rule_changed or rule_deleted
  resolved_message text,
  primary key (tenant_hk, firing_id)
);
create index firings_by_time on alerts.firings (tenant_hk, started_at, firing_id);

-- The outbox. The transaction that begins or ends a firing inserts its rows, so that a crash before sending loses
-- nothing. delivery_id is the webhook-id, and stays the same for all attempts.
create table alerts.deliveries (
  tenant_hk bytea not null,
  delivery_id uuid not null,
  destination_id uuid not null,
  firing_id uuid,                          -- null for a test
  event text not null check (event in ('alert.firing', 'alert.resolved', 'alert.test')),
  body text not null,                      -- what is signed and sent, the same for all attempts
  created_at timestamptz not null,
  attempts smallint not null default 0,
  next_attempt_at timestamptz,             -- null: delivered or given up. During an attempt: when the next worker may try
  delivered_at timestamptz,
  log jsonb not null default '[]',         -- one entry an attempt
  primary key (tenant_hk, delivery_id)
);
create index deliveries_due on alerts.deliveries (tenant_hk, next_attempt_at) where next_attempt_at is not null;
create index deliveries_by_time on alerts.deliveries (tenant_hk, created_at, delivery_id);
