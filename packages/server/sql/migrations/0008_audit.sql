-- Audit: who did what to a tenant, and when. Entries hold no event content. The role of the server may insert
-- entries, but not change or delete them (auth.enable_row_security).
create table audit.trail (
  tenant_hk bytea not null,
  recorded_at timestamptz not null,
  entry_id uuid not null,
  actor text not null,                     -- for example key:1a2b3c4d, cli:ann, sql:postgres
  action text not null,
  details jsonb not null,
  primary key (tenant_hk, recorded_at, entry_id)
);

-- One row as soon as a server with NODE_ENV=production has served this database. A mock server refuses such a database.
create table audit.production (
  is_so boolean primary key default true check (is_so),
  since timestamptz not null default now()
);
