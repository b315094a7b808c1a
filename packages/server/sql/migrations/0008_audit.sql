-- Audit: who did what to a customer, and when, in a few words and numbers. Nothing of what an event held.
-- Rows are only added: the role that the server works as has no right to change or delete one (auth.enable_row_security).
create table audit.trail (
  tenant_hk bytea not null,
  recorded_at timestamptz not null,
  entry_id uuid not null,
  actor text not null,                     -- key:1a2b3c4d, cli:ann, sql:postgres
  action text not null,
  details jsonb not null,
  primary key (tenant_hk, recorded_at, entry_id)
);

-- Has a row once a server with NODE_ENV=production has served this database: a mock server refuses it then.
create table audit.production (
  is_so boolean primary key default true check (is_so),
  since timestamptz not null default now()
);
