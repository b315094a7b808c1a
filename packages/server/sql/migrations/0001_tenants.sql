-- Creates the schemas, the tenants and their keys.

create schema if not exists util;       -- text, numbers, times, urls, hashes: no tables
create schema if not exists auth;
create schema if not exists raw;
create schema if not exists staging;
create schema if not exists business;
create schema if not exists totals;     -- running totals, updated by the transaction that moves the events
create schema if not exists pipeline;   -- moves events through the layers
create schema if not exists upkeep;     -- maintenance of all layers: closes sessions, deletes, erases
create schema if not exists read;       -- functions for readers; no tables
create schema if not exists api;        -- entry points that store events

create table auth.tenants (
  tenant_hk bytea primary key,             -- SHA-256 of the customer id
  customer_id text not null,
  customer_name text not null,
  ip_salt bytea not null,                  -- the server hashes client addresses with it and never returns it
  data_retention_days integer not null default 365 check (data_retention_days > 0),
  active boolean not null default true,
  created_at timestamptz not null default now()
);
comment on table auth.tenants is 'One row a customer. Small: the only table a statement may read across tenants.';

create table auth.keys (
  tenant_hk bytea not null,
  key_hash bytea not null,                 -- the token itself is never stored
  scope text not null check (scope in ('full', 'write')),
  label text,
  allowed_origins text[],                  -- null allows any; service/originRule.ts defines their form
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,                -- up to a minute late: requests do not wait for this write
  primary key (tenant_hk, key_hash)
);
