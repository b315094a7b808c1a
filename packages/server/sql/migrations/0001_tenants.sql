-- Schemas, and the one small table that is exempt from the one-tenant rule: the tenants.

create schema if not exists util;       -- text, numbers, times, urls, hashes: reads no table
create schema if not exists auth;
create schema if not exists raw;
create schema if not exists staging;
create schema if not exists business;
create schema if not exists totals;     -- running totals, kept in the transaction that moves the events
create schema if not exists pipeline;   -- takes events through the layers
create schema if not exists upkeep;     -- closes sessions, forgets and erases: in all layers
create schema if not exists read;       -- functions that answer questions; no tables
create schema if not exists api;        -- what takes events in

create table auth.tenants (
  tenant_hk bytea primary key,             -- SHA-256 of the customer id
  customer_id text not null,
  customer_name text not null,
  ip_salt bytea not null,                  -- client addresses are hashed with it; it never leaves the server
  data_retention_days integer not null default 365 check (data_retention_days > 0),
  active boolean not null default true,
  created_at timestamptz not null default now()
);
comment on table auth.tenants is 'One row a customer. Small: the only table a statement may read across tenants.';

create table auth.keys (
  tenant_hk bytea not null,
  key_hash bytea not null,                 -- never the token itself
  scope text not null check (scope in ('full', 'write')),
  label text,
  allowed_origins text[],                  -- null: any; of what form they are, service/originRule.ts says
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,                -- to the minute: written behind the requests
  primary key (tenant_hk, key_hash)
);
