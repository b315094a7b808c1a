-- Imported history: counts of days before a customer came to us, from the exports of other tools. Shown beside facts,
-- never added to them.
create schema history;

create table history.imports (
  tenant_hk bytea not null,
  import_key text not null,                -- its id, for people: plausible, or a name of their own
  source text not null check (source in ('plausible', 'umami', 'ga4')),
  -- The rows that count; null until the first load is complete.
  load_id uuid,
  digest text,                             -- of the files
  rows bigint not null default 0,
  bad_rows bigint not null default 0,
  first_day date,
  last_day date,
  imported_at timestamptz,
  imported_by text,
  -- A load that is going on, or was cut off: the same files go on with it.
  next_load_id uuid,
  next_digest text,
  next_token uuid,                         -- of the process that loads: an earlier one can write no more
  next_rows bigint not null default 0,     -- how many it has stored
  primary key (tenant_hk, import_key)
);

create table history.counts (
  tenant_hk bytea not null,
  load_id uuid not null,
  dimension text not null,                 -- empty: the whole site
  on_day date not null,                    -- as the other tool cuts days
  value_hk bytea not null,                 -- SHA-256 of the value: a long text does not fit an index
  value text,                              -- null: none
  -- Null where the export does not say.
  visitors bigint,
  sessions bigint,
  page_views bigint,
  events bigint,
  bounces bigint,
  duration_s bigint,                       -- of all its sessions together
  primary key (tenant_hk, load_id, dimension, on_day, value_hk)
);
create index counts_by_day on history.counts (tenant_hk, on_day);
